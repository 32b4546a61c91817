// The accessibility tree of a page as text: what a screen reader is told, in its order. Roles are those of ARIA.
const SILENT = new Set(['generic', 'none', 'InlineTextBox', 'LineBreak', 'ListMarker']);
const ROLES = { RootWebArea: 'page', StaticText: 'text', LabelText: 'label', Legend: 'legend', DescriptionList: 'list of terms', DescriptionListTerm: 'term', DescriptionListDetail: 'definition', DisclosureTriangle: 'summary' };
const FRAME = ['banner', 'complementary', 'contentinfo'];
const MONTHS = 'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre';

const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ').replace(/\s+/g, ' ').trim();

// What the clock, chance or the order of tests decides has its name in place.
const steady = (text) =>
  text
    .replace(new RegExp(`((lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?\\d{1,2}(er)? (${MONTHS})( \\d{4})?`, 'g'), '{date}')
    .replace(/\b\d{1,2} h \d{2}\b/g, '{heure}')
    .replace(/\b[A-Z\d]{3}-[A-Z\d]{3}\b/g, '{référence}')
    .replace(/\b[12]( ?\d{2}){3} ?\d{3} ?\d{3}( ?\d{2})?\b/g, '{identifiant}');

function statesOf(node) {
  const is = Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value]));
  const said = [];
  if (is.level && node.role.value === 'heading') said.push(`level ${is.level}`);
  if (is.checked !== undefined) said.push(is.checked === 'true' ? 'checked' : 'not checked');
  if (is.pressed !== undefined) said.push(is.pressed === 'true' ? 'pressed' : 'not pressed');
  if (is.expanded !== undefined) said.push(is.expanded ? 'expanded' : 'collapsed');
  if (is.invalid === 'true') said.push('invalid');
  for (const state of ['required', 'disabled', 'readonly', 'busy']) if (is[state] === true) said.push(state);
  if (is.live) said.push(`live ${is.live}`);
  if (is.focused && node.role.value !== 'RootWebArea') said.push('has the focus');
  return said;
}

class Tree {
  constructor(nodes, current) {
    this.nodes = new Map(nodes.map((node) => [node.nodeId, node]));
    this.current = current; // DOM nodes with aria-current
    this.frame = [];
    this.root = nodes[0];
  }

  // The children that are told: a silent node's own children stand in its place.
  children(node) {
    return (node.childIds ?? []).flatMap((id) => {
      const child = this.nodes.get(id);
      if (!child || child.role?.value === 'InlineTextBox') return [];
      return child.ignored || SILENT.has(child.role.value) ? this.children(child) : [child];
    });
  }

  text(node) {
    if (node.role.value === 'StaticText') return node.name.value;
    return this.children(node).map((child) => this.text(child)).join(' ');
  }

  onlyText = (node) => this.children(node).every((child) => child.role.value === 'StaticText');

  line(node) {
    const role = ROLES[node.role.value] ?? node.role.value;
    const name = plain(node.name?.value ?? '');
    const states = statesOf(node);
    if (this.current.has(node.backendDOMNodeId)) states.push('current');
    let line = role;
    if (role === 'text') line += `: ${name}`;
    else if (name) line += ` "${name}"`;
    else if (this.onlyText(node) && this.children(node).length) line += `: ${plain(this.text(node))}`;
    if (states.length) line += ` (${states.join(', ')})`;
    const description = plain(node.description?.value ?? '');
    if (description) line += ` described as "${description}"`;
    const value = plain(String(node.value?.value ?? ''));
    if (value && role !== 'text') line += ` holds "${value}"`;
    return line;
  }

  lines(node, depth = 0) {
    const role = node.role.value;
    const own = `${'  '.repeat(depth)}${this.line(node)}`;
    if (role === 'StaticText') return [own];
    const saidByName = this.onlyText(node) && (!node.name?.value || plain(this.text(node)).replaceAll(' ', '') === plain(node.name.value).replaceAll(' ', ''));
    const rest = saidByName ? [] : this.children(node).flatMap((child) => this.lines(child, depth + 1));
    if (depth !== 1 || !FRAME.includes(role)) return [own, ...rest];
    this.frame.push(own.trim(), ...rest.map((line) => line.slice(2)));
    return [`${own.trimEnd()} as in frame.txt`];
  }
}

async function marked(client) {
  const { root } = await client.send('DOM.getDocument', { depth: 0 });
  const { nodeIds } = await client.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: '[aria-current]' });
  const found = await Promise.all(nodeIds.map((nodeId) => client.send('DOM.describeNode', { nodeId })));
  return new Set(found.map(({ node }) => node.backendNodeId));
}

// { page, frame }: what is told of the page itself, and of header, help and footer, which are everywhere the same.
export async function treeOf(page) {
  const client = await page.context().newCDPSession(page);
  try {
    const { nodes } = await client.send('Accessibility.getFullAXTree');
    const tree = new Tree(nodes, await marked(client));
    const lines = tree.lines(tree.root);
    return { page: `${steady(lines.join('\n'))}\n`, frame: `${tree.frame.join('\n')}\n` };
  } finally {
    await client.detach();
  }
}
