// Numbers in groups: (what stood there, what an edit made of it, where the caret is) to (text, caret).
import assert from 'node:assert/strict';
import test from 'node:test';
import { imported, read } from './files.mjs';

const { edited, grouped } = await imported('numbers.js');
const bare = (text) => text.replace(/\s/g, '');
const { vectors } = JSON.parse(read('tests/domain/grouping_vectors.json'));

// A field and somebody's hands.
class Field {
  text = '';
  caret = 0;
  constructor(kind) {
    this.kind = kind;
  }
  edit(text, caret, type, data = null) {
    ({ text: this.text, caret: this.caret } = edited(this.kind, this.text, text, caret, type, data));
    assert.ok(this.caret >= 0 && this.caret <= this.text.length);
    return this;
  }
  put(what, type) {
    return this.edit(this.text.slice(0, this.caret) + what + this.text.slice(this.caret), this.caret + what.length, type, what);
  }
  type(keys) {
    for (const key of keys) this.put(key, 'insertText');
    return this;
  }
  paste(what) {
    return this.put(what, 'insertFromPaste');
  }
  backspace() {
    if (!this.caret) return this;
    return this.edit(this.text.slice(0, this.caret - 1) + this.text.slice(this.caret), this.caret - 1, 'deleteContentBackward');
  }
  remove() {
    if (this.caret === this.text.length) return this;
    return this.edit(this.text.slice(0, this.caret) + this.text.slice(this.caret + 1), this.caret, 'deleteContentForward');
  }
  at(caret) {
    this.caret = caret;
    return this;
  }
  get digitsBefore() {
    return bare(this.text.slice(0, this.caret)).length;
  }
}

const NUMBERS = {
  identifier: ['185076005701823', '2850720057018', '2a', '285072A05701823', '73282932000074', '712345678901234', '12345678901234567'],
  phone: ['0612345678', '+33612345678', '0033612345678', '06123456789012'],
  amount: ['1', '123', '1234', '123456', '1234567', '1234,56', '1234567.89', '0,50'],
};
const each = (act) => {
  for (const [kind, all] of Object.entries(NUMBERS)) for (const number of all) act(kind, number);
};

test('typed, pasted and filled in, a number looks the same, the caret after it', () => {
  each((kind, number) => {
    const typed = new Field(kind).type(number);
    assert.equal(bare(typed.text), number);
    assert.equal(typed.caret, typed.text.length);
    assert.equal(new Field(kind).paste(number).text, typed.text);
    assert.equal(new Field(kind).edit(number, number.length, '').text, typed.text);
    assert.equal(grouped(kind, typed.text, 0, true).text, typed.text);
  });
});

test('as on the card, the bill and the telephone', () => {
  const shown = (kind, number) => new Field(kind).type(number).text;
  assert.equal(shown('identifier', '185076005701823'), '1 85 07 60 057 018 23');
  assert.equal(shown('identifier', '285072a057018'), '2 85 07 2a 057 018');
  assert.equal(shown('identifier', '73282932000074'), '732 829 320 00074');
  assert.equal(shown('identifier', '712076005701854'), '7 12 07 60 057 018 54');
  assert.equal(shown('phone', '0612345678'), '06 12 34 56 78');
  assert.equal(shown('phone', '+33612345678'), '+33 6 12 34 56 78');
  assert.equal(shown('amount', '1234,56'), '1 234,56');
  assert.equal(shown('amount', '1234567.8'), '1 234 567.8');
  assert.equal(shown('amount', '1234€'), '1 234€');
});

test('anywhere in a number: a key, Backspace and Delete do to the digits what they do without groups', () => {
  each((kind, number) => {
    const whole = new Field(kind).type(number).text;
    for (let caret = 0; caret <= whole.length; ++caret) {
      const digits = bare(whole.slice(0, caret)).length;
      const typed = Object.assign(new Field(kind), { text: whole, caret }).type('7');
      assert.equal(bare(typed.text), number.slice(0, digits) + '7' + number.slice(digits), `${whole} ${caret}`);
      assert.equal(typed.digitsBefore, digits + 1);
      assert.notEqual(typed.text[typed.caret - 1], ' ', 'the caret stands right after what was typed');

      const back = Object.assign(new Field(kind), { text: whole, caret }).backspace();
      assert.equal(bare(back.text), digits ? number.slice(0, digits - 1) + number.slice(digits) : number, `${whole} ${caret} Backspace`);
      assert.equal(back.digitsBefore, Math.max(0, digits - 1));

      const gone = Object.assign(new Field(kind), { text: whole, caret }).remove();
      assert.equal(bare(gone.text), number.slice(0, digits) + number.slice(digits + 1), `${whole} ${caret} Delete`);
      assert.equal(gone.digitsBefore, digits);
    }
  });
});

test('any part can be replaced, and the digits are those of the same edit without groups', () => {
  each((kind, number) => {
    const whole = new Field(kind).type(number).text;
    for (let from = 0; from <= whole.length; ++from) {
      for (let to = from; to <= whole.length; ++to) {
        for (const put of ['', '5', '505']) {
          const field = Object.assign(new Field(kind), { text: whole });
          field.edit(whole.slice(0, from) + put + whole.slice(to), from + put.length, put ? 'insertText' : 'deleteByCut');
          assert.equal(bare(field.text), bare(whole.slice(0, from)) + put + bare(whole.slice(to)));
          assert.equal(field.digitsBefore, bare(whole.slice(0, from) + put).length);
        }
      }
    }
  });
});

test('nothing but spaces is ever added, moved or lost, whatever is typed or pasted', () => {
  const KEYS = '0123456789012345  .,-+€aBx\u00a0\u202f';
  let seed = 7;
  const random = (most) => (seed = (seed * 48271) % 2147483647) % most;
  for (let run = 0; run < 6000; ++run) {
    const kind = ['identifier', 'phone', 'amount'][run % 3];
    const field = new Field(kind);
    let expected = '';
    for (let key = 0; key < 14; ++key) {
      field.at(random(field.text.length + 1));
      const at = field.digitsBefore;
      let what = KEYS[random(KEYS.length)];
      if (random(5) === 0) what += KEYS[random(KEYS.length)] + KEYS[random(KEYS.length)];
      if (random(4)) field.put(what, 'insertText');
      else field.paste(what);
      expected = expected.slice(0, at) + bare(what) + expected.slice(at);
      assert.equal(bare(field.text), expected);
    }
  }
});

test('who writes in a way of his own is left alone', () => {
  for (const [kind, own] of [
    ['amount', '12 34'], ['amount', '1 23 4,5'], ['amount', '1.234,56'], ['amount', '1.234.567'], ['amount', '-1234'], ['amount', 'mille 1000'],
    ['phone', '06.12.34.56.78'], ['phone', '0 612 345 678'], ['phone', '06-12-34-56-78'], ['phone', '+44 20 7946 0018'],
    ['identifier', '1.85.07.60.057.018'], ['identifier', 'abc 12345'],
  ]) {
    assert.equal(new Field(kind).type(own).text, own, own);
    assert.equal(new Field(kind).type(own).caret, own.length, own);
  }
  // A space that would have come by itself may be typed; one at the end may wait for what follows.
  assert.equal(new Field('amount').type('1 234 567,89 €').text, '1 234 567,89 €');
  assert.equal(new Field('identifier').type('1 85 07 60 057 018 23').text, '1 85 07 60 057 018 23');
  assert.equal(new Field('phone').type('06 ').text, '06 ');
  // One in the middle stays where it was put, and so do the others from then on.
  assert.equal(new Field('amount').type('12345').at(4).type(' 6').text, '12 3 645');
});

test('pasted in groups of somebody else: digits are digits, but an amount might mean another one', () => {
  assert.equal(new Field('identifier').paste('1850760057018 23').text, '1 85 07 60 057 018 23');
  assert.equal(new Field('phone').paste('0612 345 678').text, '06 12 34 56 78');
  assert.equal(new Field('amount').paste('12 34').text, '12 34');
  assert.equal(new Field('amount').paste('1\u202f234,56 €').text, '1\u202f234,56 €');
  assert.equal(new Field('amount').type('1234').at(5).paste('56').text, '123 456');
});

test('the shared examples are shown as the server is tested to read them', () => {
  assert.ok(vectors.length >= 30);
  for (const { kind, typed, shown } of vectors) {
    assert.equal(edited(kind, '', typed, typed.length, '').text, shown, typed);
    if (!typed.includes(' ')) assert.equal(new Field(kind).type(typed).text, shown, typed);
  }
});
