"""The connection, under the name by which Piccolo looks for it (PICCOLO_CONF=tracker.piccolo_conf)."""

from piccolo.conf.apps import AppRegistry

from tracker.database.engine import Engine

# Filled by database.connect() once it is known which server this process talks to.
DB = Engine(config={})

APP_REGISTRY = AppRegistry(apps=["tracker.piccolo_app"])
