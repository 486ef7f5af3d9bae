"""A desktop's settings portal for one session bus: `python settings_portal.py NAMESPACE KEY VALUE`; knows that alone.

It says `ready` once it has its name, and answers until it is ended.
"""

import sys

from jeepney import HeaderFields, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.portal.Desktop"
VALUES = {"1": ("u", 1), "false": ("b", False), "true": ("b", True), "0": ("s", "0")}


def serve(namespace: str, key: str, value: str) -> None:
    connection = open_dbus_connection()
    connection.send_and_get_reply(message_bus.RequestName(NAME))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        question = connection.receive()
        if question.header.message_type is not MessageType.method_call:
            continue
        if question.header.fields.get(HeaderFields.member) == "Read" and question.body == (namespace, key):
            connection.send(new_method_return(question, "v", (("v", VALUES[value]),)))
        else:
            connection.send(new_error(question, "org.freedesktop.portal.Error.NotFound", "s", ("Not found",)))


if __name__ == "__main__":
    serve(*sys.argv[1:4])
