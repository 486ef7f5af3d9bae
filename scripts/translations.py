"""The window's words in other languages: `python3 scripts/translations.py [--check]`.

Finds what the window says, merges it into resources/translations/*.ts with Qt's lupdate (what was translated stays;
open a .ts in Qt Linguist to translate), and compiles each to the .qm that the program reads with lrelease. `--check`
changes nothing and says which texts are missing, unfinished or out of place: exit code 1 if there are any.
"""

import argparse
import ast
import re
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import environment

LANGUAGES = ("de", "es")
FOLDER = environment.ROOT / "resources" / "translations"
WINDOW = (environment.ROOT / "usage_tracker_gui" / "ui", environment.ROOT / "usage_tracker_gui" / "app")
TOOLS = Path(sys.prefix) / ("Scripts" if sys.platform == "win32" else "bin")


class Message(NamedTuple):
    context: str
    text: str
    one: str = ""  # the English singular of a text with a number

    @property
    def values(self) -> frozenset[str]:
        return values_in(self.text)


class Translated(NamedTuple):
    forms: tuple[str, ...]
    finished: bool


def translations(arguments: Sequence[str]) -> int:
    sys.path.insert(0, str(environment.ROOT))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args(arguments).check:
        flaws = [flaw for language in LANGUAGES for flaw in flaws_of(language)]
        print("\n".join(flaws) or f"Everything is translated: {len(every_message())} texts.")
        return 1 if flaws else 0
    for language in LANGUAGES:
        update(language)
        compile_to(qm_of(language), language)
        print(f"{ts_of(language).relative_to(environment.ROOT)}: {unfinished_in(language)} texts wait for a translator")
    return 0


def ts_of(language: str) -> Path:
    return FOLDER / f"usage_tracker_{language}.ts"


def qm_of(language: str) -> Path:
    return FOLDER / f"usage_tracker_{language}.qm"


# --- What the window says --------------------------------------------------------------------------------------------


def every_message() -> list[Message]:
    found = {message for folder in WINDOW for file in sorted(folder.rglob("*.py")) for message in messages_in(file)}
    return sorted(found | set(messages_from_below()))


def messages_in(file: Path) -> Iterator[Message]:
    """lupdate reads Python, but loses texts with keyword arguments and plural forms outside of classes."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            match _name(node.func), texts:
                case "translate" | "noted", [context, text]:
                    yield Message(context, text)
                case "counted", [context, many, one]:
                    yield Message(context, many, one)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def messages_from_below() -> Iterator[Message]:
    """Words that the window shows and lower rooms own, which know no translation."""
    from usage_tracker_gui.domain.pricing import REASONS
    from usage_tracker_gui.domain.reconciliation import NAMES, SENTENCES
    from usage_tracker_gui.providers import SERVICES
    from usage_tracker_gui.settings.preferences import SETTINGS, TABLES
    from usage_tracker_gui.settings.setting import Amount, Choice, Text
    from usage_tracker_gui.tracking.status import SENTENCES as STATUSES

    yield from (Message("Reasons", text) for text in REASONS.values())
    yield from (Message("Reconciliation", text) for text in (*NAMES.values(), *SENTENCES.values()))
    yield from (Message("Statuses", text) for text in STATUSES)
    yield from (Message("Services", service.help) for service in SERVICES if service.help)
    yield from (Message("Services", service.name) for service in SERVICES if service.id == "custom")
    shown = [setting for setting in SETTINGS.values() if setting.table != "window"]
    yield from (Message("Settings", title) for table, title in TABLES.items() if table != "window")
    for setting in shown:
        yield from (Message("Settings", text) for text in (setting.label, setting.help, setting.unit) if text)
        if isinstance(setting.kind, Choice):
            yield from (Message("Settings", text) for _, text in setting.kind.choices)
        elif isinstance(setting.kind, Amount | Text):
            yield Message("Settings", setting.kind.allowed)


# --- Qt Linguist's tools ---------------------------------------------------------------------------------------------


def update(language: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "window.cpp"  # the language that lupdate reads best
        listing.write_text("\n".join(map(_in_cpp, every_message())), encoding="utf-8")
        _run("lupdate", listing, "-ts", ts_of(language), "-locations", "none", "-no-obsolete", "-target-language",
             language, "-source-language", "en", "-silent")  # fmt: skip


def _in_cpp(message: Message) -> str:
    texts = [message.context, message.text, *([message.one] if message.one else [])]
    quoted = ", ".join(
        '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"' for text in texts
    )
    return f"QCoreApplication::translate({quoted}{', n' if message.one else ''});"


def compile_to(qm: Path, language: str) -> None:
    _run("lrelease", ts_of(language), "-qm", qm, "-silent", "-nounfinished")


def _run(tool: str, *arguments: object) -> None:
    subprocess.run([str(TOOLS / f"pyside6-{tool}"), *map(str, arguments)], check=True)


# --- Whether all is well ---------------------------------------------------------------------------------------------


def flaws_of(language: str) -> list[str]:
    written = read_ts(ts_of(language))
    messages = every_message()
    flaws = [f"{language}: {message} is not in the .ts file" for message in messages if message not in written]
    flaws += [f"{language}: {message} is said no more" for message in written if message not in messages]
    for message, translated in written.items():
        if not (translated.finished and all(translated.forms)):
            flaws.append(f"{language}: {message} is not translated")
        elif any(values_in(form) - message.values for form in translated.forms):
            flaws.append(f"{language}: {message} has values in its translation that it is not given")
        elif message.values - {"n"} - values_in(translated.forms[-1]):
            flaws.append(f"{language}: {message} loses a value in its translation")
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.qm"
        compile_to(fresh, language)
        if not qm_of(language).is_file() or fresh.read_bytes() != qm_of(language).read_bytes():
            flaws.append(f"{language}: the .qm is older than the .ts; run scripts/translations.py")
    return flaws


def unfinished_in(language: str) -> int:
    return sum(not translated.finished for translated in read_ts(ts_of(language)).values())


def read_ts(file: Path) -> dict[Message, Translated]:
    found = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            key = Message(_text(context, "name"), _text(message, "source"), _text(message, "comment"))
            translation = message.find("translation")
            assert translation is not None
            forms = tuple(form.text or "" for form in translation.iter("numerusform")) or (translation.text or "",)
            found[key] = Translated(forms, translation.get("type") is None)
    return found


def _text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(name) or ""


def values_in(text: str) -> frozenset[str]:
    return frozenset(re.sub(r"\W.*", "", name) for _, name, _, _ in string.Formatter().parse(text) if name)


if __name__ == "__main__":
    environment.main(environment.inside(translations))
