"""Writes a release's bill of materials: `python3 scripts/sbom.py FILE`, CycloneDX JSON of what the bundle contains.

The components are the packages that UsageTracker needs at run time, each with its version and licence, as they are
installed from requirements.lock; the tools of the developers are not among them.
"""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import Distribution, distribution
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import environment


def bill(arguments: Sequence[str]) -> int:
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    from usage_tracker_gui.settings.licences import PRODUCT, licence, packages

    licences = LicenseFactory()

    def component(found: Distribution, kind: ComponentType) -> Component:
        name = found.metadata["Name"]
        said = licence(found)
        return Component(
            name=name,
            version=found.version,
            type=kind,
            purl=PackageURL("pypi", name=name.lower(), version=found.version),
            bom_ref=f"{name.lower()}@{found.version}",
            licenses=[licences.make_from_string(said)] if said else [],
        )

    product = distribution(PRODUCT)
    bom = Bom(components=[component(found, ComponentType.LIBRARY) for found in packages()])
    python_licence = licences.make_from_string("PSF-2.0")
    python_version = platform.python_version()
    bom.components.add(
        Component(name="Python", version=python_version, type=ComponentType.PLATFORM, licenses=[python_licence])
    )
    bom.metadata.component = component(product, ComponentType.APPLICATION)
    moment = int(os.environ.get("SOURCE_DATE_EPOCH") or environment.commit_time())
    bom.metadata.timestamp = datetime.fromtimestamp(moment, UTC)
    bom.serial_number = uuid5(
        NAMESPACE_URL, f"usage-tracker {product.version} {moment}"
    )  # the same for the same commit
    bom.register_dependency(bom.metadata.component, bom.components)
    Path(arguments[0]).write_text(JsonV1Dot6(bom).output_as_string(indent=2) + "\n", encoding="utf-8")
    return 0


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        raise environment.SetUpError("Name the file to write: python3 scripts/sbom.py FILE")
    return bill(arguments)


if __name__ == "__main__":
    environment.main(environment.inside(main))
