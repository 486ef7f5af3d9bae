"""The organization that is simulated: its people, projects, API keys and admin keys, with names people would give."""

from __future__ import annotations

from dataclasses import dataclass

FOUNDED = 1_727_740_800  # Unix seconds: when the first project was made


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    email: str
    role: str = "member"


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    name: str
    archived: bool = False


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`deleted` keys are never listed but stay in usage. `owner_left`: listed only when asked for any owner."""

    id: str
    name: str
    project: str
    owner: str
    deleted: bool = False
    owner_left: bool = False


@dataclass(frozen=True, slots=True)
class AdminKey:
    id: str
    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Organization:
    people: tuple[Person, ...]
    projects: tuple[Project, ...]
    keys: tuple[ApiKey, ...]
    admin_keys: tuple[AdminKey, ...]

    def person(self, id: str) -> Person:
        return next(person for person in self.people if person.id == id)

    def key(self, id: str) -> ApiKey:
        return next(key for key in self.keys if key.id == id)

    def key_named(self, name: str) -> ApiKey:
        return next(key for key in self.keys if key.name == name)


ATLAS, ORCHID, LAB, LEGACY = "proj_Atlas7Qm2vXc4", "proj_Orchid9Ld1sRk", "proj_Lab3Wn8tYb60", "proj_Legacy5Hf2Jz"

HARBOR = Organization(
    people=(
        Person("user-Mara01kTz", "Mara Lindqvist", "mara@harbor.example", "owner"),
        Person("user-Tomas02pWe", "Tomás Rey", "tomas@harbor.example"),
        Person("user-Ines03bVu", "Ines Okafor", "ines@harbor.example"),
        Person("user-Jonas04qLa", "Jonas Weber", "jonas@harbor.example"),
    ),
    projects=(
        Project(ATLAS, "Atlas assistant"),
        Project(ORCHID, "Orchid search"),
        Project(LAB, "Research lab"),
        Project(LEGACY, "Legacy chatbot", archived=True),
    ),
    keys=(
        ApiKey("key_AtlasWeb1a2B3c", "Atlas web app", ATLAS, "user-Mara01kTz"),
        ApiKey("key_AtlasMobil4d5E", "Atlas mobile app", ATLAS, "user-Tomas02pWe"),
        ApiKey("key_AtlasStage6f7G", "Atlas staging", ATLAS, "user-Tomas02pWe", deleted=True),
        ApiKey("key_OrchidApi8h9J0", "Orchid public API", ORCHID, "user-Ines03bVu"),
        ApiKey("key_OrchidIdx1k2L3", "Orchid indexer", ORCHID, "user-Ines03bVu"),
        ApiKey("key_LabNotebk4m5N6", "Lab notebooks", LAB, "user-Jonas04qLa", owner_left=True),
        ApiKey("key_LabEvals7p8Q9r", "Nightly evals", LAB, "user-Mara01kTz"),
        ApiKey("key_LegacyBot0s1T2", "Legacy bot", LEGACY, "user-Tomas02pWe"),
    ),
    admin_keys=(
        AdminKey("key_Admin3u4V5w6X7", "Usage tracker", "user-Mara01kTz"),
        AdminKey("key_Admin8y9Z0a1B2", "Billing export", "user-Mara01kTz"),
    ),
)
