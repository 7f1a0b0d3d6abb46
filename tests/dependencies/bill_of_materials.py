"""Writes what the program is made of, as CycloneDX.

python bill_of_materials.py LOCK OUT.json
"""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from tests.dependencies.locked import Locked, locked_in

VERSION = SchemaVersion.V1_6
PROJECT = Path(__file__).parents[2] / "pyproject.toml"
BY_CLASSIFIER = "License :: OSI Approved :: "


def bill(packages: list[Locked]) -> str:
    """Return the bill as JSON; raise ValueError where it does not keep to its schema."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    bom = Bom()
    bom.metadata.component = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[LicenseFactory().make_from_string(project["license"])],
    )
    parts = [component(one) for one in packages]
    bom.components.update(parts)
    bom.register_dependency(bom.metadata.component, parts)
    text: str = make_outputter(bom, OutputFormat.JSON, VERSION).output_as_string(indent=2)
    if fault := JsonStrictValidator(VERSION).validate_str(text):
        raise ValueError(f"the bill of materials does not keep to CycloneDX {VERSION}: {fault}")
    return text


def component(one: Locked) -> Component:
    """Return one package as the bill has it: with its sums, and its licence if it says so."""
    address = PackageURL("pypi", name=one.name, version=one.version)
    licence = licence_of(one.name)
    return Component(
        name=one.name,
        version=one.version,
        type=ComponentType.LIBRARY,
        purl=address,
        bom_ref=str(address),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=value) for value in one.sums],
        licenses=[licence] if licence else [],
    )


def licence_of(name: str) -> License | None:
    """Return what an installed package says of its licence; nothing for one of other systems."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return None
    expression = told.get("License-Expression")
    classified = [
        one.removeprefix(BY_CLASSIFIER)
        for one in told.get_all("Classifier") or ()
        if one.startswith(BY_CLASSIFIER)
    ]
    first_line = (told.get("License") or "").strip().split("\n")[0]
    said = expression or " OR ".join(classified) or first_line
    return LicenseFactory().make_from_string(said) if said else None


def main(lock: str, out: str) -> None:
    """Write the bill, and say how many packages it names."""
    packages = locked_in(Path(lock))
    target = Path(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(bill(packages), encoding="utf-8")
    print(f"{out}: {len(packages)} packages")


if __name__ == "__main__":
    main(*sys.argv[1:])
