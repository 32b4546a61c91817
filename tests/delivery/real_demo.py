"""The ordinary demo (its options are demo/supervise.py's) with the product's courier instead of its own: real providers. Its
clock cannot be moved: libfaketime opens a file at every look at it, which would be most of what the database does here.

    DELIVERY_SETTINGS  TOML that is added to the configuration: [[sms]], [mail], [[smtp]], [letter], [courier] ...
    DELIVERY_SECRETS   folder of files provider_NAME, which become credentials of the courier
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo"))

import children
import config
import database
import supervise

database.faketime_environment = lambda clock: {}
supervise.COURIER = "portillon-courier"
children.SETTLED_AFTER = 0.0  # who is killed again and again starts again at once, as under the units
_write_configuration = config.write_configuration
_credentials = config.credentials


def write_configuration(places, port, limits=None):
    path = _write_configuration(places, port, limits)
    settings = Path(os.environ["DELIVERY_SETTINGS"]).read_text("utf-8")
    config.write_private(path, path.read_text("utf-8") + settings)
    return path


def credentials(places, name, keys):
    folder = _credentials(places, name, keys)
    if name == "courier":
        for secret in Path(os.environ["DELIVERY_SECRETS"]).iterdir():
            config.write_private(folder / secret.name, secret.read_text("utf-8"))
    return folder


config.write_configuration = write_configuration
config.credentials = credentials
sys.exit(supervise.main())
