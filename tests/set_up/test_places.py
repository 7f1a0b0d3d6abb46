"""Contact points, groups and pools: added, changed, taken out, and locked."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from survey.models import (
    ContactPoint,
    Group,
    GroupLabel,
    Municipality,
    Pool,
    PoolMunicipality,
    Study,
)
from survey.set_up.places import groups
from tests.factories import make_answered, make_card, make_group, make_study, read, writing
from tests.page_client import Page, PageClient

SET_UP = "/staff/studies/try/set-up"
TUESDAY = {
    "label": "Tirsdag, Bodø",
    "group_type": "self_organised",
    "life_problem": "same",
    "started": "2027-01-12",
}


def add_point(client: PageClient, name: str = "The centre", number: str = "1804") -> Page:
    page = client.open(f"{SET_UP}/places")
    return client.press(page, "Add the contact point", name=name, municipality=number)


def add_group(client: PageClient, **changed: str) -> Page:
    page = client.open(f"{SET_UP}/groups")
    point = next(one["value"] for one in page.root.all("option") if one["value"])
    return client.press(page, "Add the group", **(TUESDAY | {"point": point} | changed))


def add_pool(client: PageClient, name: str, *numbers: str) -> Page:
    page = client.press(client.open(f"{SET_UP}/places"), "Add a pool", name=name)
    for number in numbers:
        page = client.press(page, f"Put into {name}", municipality=number)
    return page


def count(app: Flask, table: type) -> int:
    return len(read(app, select(table)))


def labels_of_errors(page: Page) -> set[str]:
    return {one for one in page.links().values() if one.startswith("#")}


@pytest.mark.usefixtures("study")
def test_a_contact_point_is_added_in_a_municipality_out_of_the_list(
    app: Flask, coordinator: PageClient
) -> None:
    page = add_point(coordinator, "Árran", "5612")
    assert "Árran" in page.text
    (row,) = read(app, select(Municipality.number, Municipality.name))
    assert tuple(row) == ("5612", "Kautokeino")
    assert len(page.root.one("select", id="municipality").all("option")) == 358


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    ("name", "number", "field"),
    [("", "1804", "#name"), ("The centre", "", "#municipality"), ("The centre", "1804", "#name")],
)
def test_a_contact_point_lacks_a_name_of_its_own_and_a_municipality(
    app: Flask, coordinator: PageClient, name: str, number: str, field: str
) -> None:
    add_point(coordinator)
    assert labels_of_errors(add_point(coordinator, name, number)) == {field}
    assert count(app, ContactPoint) == 1


@pytest.mark.usefixtures("study")
def test_a_municipality_that_is_none_is_refused(app: Flask, coordinator: PageClient) -> None:
    add_point(coordinator, number="9999")
    assert count(app, ContactPoint) == 0


@pytest.mark.usefixtures("study")
def test_a_contact_point_is_taken_out_as_long_as_no_group_belongs_to_it(
    app: Flask, coordinator: PageClient
) -> None:
    page = add_point(coordinator)
    with_button = coordinator.press(page, "Take out The centre")
    assert count(app, ContactPoint) == 0
    add_point(coordinator)
    page = coordinator.open(f"{SET_UP}/places")
    add_group(coordinator)
    assert coordinator.press(page, "Take out The centre", 409).heading == "This was not done"
    assert "Take out" not in coordinator.open(f"{SET_UP}/places").root.one("table").text
    assert with_button.path == f"{SET_UP}/places"


@pytest.mark.usefixtures("study")
def test_without_a_contact_point_the_groups_page_leads_to_where_one_is_added(
    coordinator: PageClient,
) -> None:
    page = coordinator.open(f"{SET_UP}/groups")
    assert page.links()["Add a contact point"] == f"{SET_UP}/places"
    assert not page.root.one("main").all("form")


@pytest.mark.usefixtures("study")
def test_a_group_is_added_with_a_label_and_only_the_week_of_its_first_meeting(
    app: Flask, coordinator: PageClient
) -> None:
    add_point(coordinator)
    page = add_group(coordinator)
    assert "Tirsdag, Bodø" in page.root.one("table").text
    (row,) = read(app, select(Group.group_type, Group.life_problem, Group.started_week))
    assert tuple(row) == ("self_organised", "same", "2027-W02")


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("field", ["label", "point", "group_type", "life_problem", "started"])
def test_each_thing_that_a_group_lacks_is_named(
    app: Flask, coordinator: PageClient, field: str
) -> None:
    add_point(coordinator)
    assert labels_of_errors(add_group(coordinator, **{field: ""})) == {f"#{field}"}
    assert count(app, Group) == 0


@pytest.mark.usefixtures("study")
def test_two_groups_of_a_study_cannot_have_the_same_label(
    app: Flask, coordinator: PageClient
) -> None:
    add_point(coordinator)
    add_group(coordinator)
    assert labels_of_errors(add_group(coordinator)) == {"#label"}
    assert count(app, Group) == 1


@pytest.mark.usefixtures("study")
def test_a_group_is_changed_and_taken_out_as_long_as_it_has_no_cards(
    app: Flask, coordinator: PageClient
) -> None:
    add_point(coordinator)
    page = add_group(coordinator)
    address = page.links()["Tirsdag, Bodø"]
    coordinator.press(coordinator.open(address), "Save", label="Onsdag", life_problem="mixed")
    (row,) = read(app, select(Group.life_problem, GroupLabel.label).join(GroupLabel))
    assert tuple(row) == ("mixed", "Onsdag")
    coordinator.press(coordinator.open(address), "Take the group out")
    assert (count(app, Group), count(app, GroupLabel)) == (0, 0)


def test_of_a_group_with_cards_only_the_label_can_be_changed(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    group = make_group(app, study)
    address = f"{SET_UP}/groups/{group.id.upper()}"
    before = coordinator.open(address)
    make_card(app, study, group)
    page = coordinator.open(address)
    assert [one["name"] for one in page.root.one("main").all("input", type="text")] == ["label"]
    coordinator.press(before, "Save", label="Torsdag", life_problem="mixed")
    (row,) = read(app, select(Group.life_problem, GroupLabel.label).join(GroupLabel))
    assert tuple(row) == ("same", "Torsdag")
    coordinator.press(before, "Take the group out", 409)
    assert count(app, Group) == 1


def test_another_studys_group_and_contact_point_are_not_found(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    make_group(app, study)
    other = make_group(app, make_study(app, "other"))
    coordinator.open(f"{SET_UP}/groups/{other.id.upper()}", 404)
    page = coordinator.open(f"{SET_UP}/groups")
    coordinator.press(page, "Add the group", 404, **TUESDAY, point=other.contact_point_id)
    assert count(app, Group) == 2


def test_a_group_that_was_added_otherwise_is_listed_without_a_label(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    make_group(app, study)
    assert "without a label" in coordinator.open(f"{SET_UP}/groups").text


@pytest.mark.usefixtures("study")
def test_pools_are_made_of_municipalities_and_taken_apart_again(
    app: Flask, coordinator: PageClient
) -> None:
    page = add_pool(coordinator, "Salten", "1804", "1875")
    assert "Bodø" in page.root.one("section").all("li")[0].text
    coordinator.press(page, "Take out Bodø")
    assert [row[0] for row in read(app, select(PoolMunicipality.municipality_number))] == ["1875"]
    coordinator.press(coordinator.open(f"{SET_UP}/places"), "Take out the pool Salten")
    assert (count(app, Pool), count(app, PoolMunicipality)) == (0, 0)


@pytest.mark.usefixtures("study")
def test_a_municipality_is_in_one_pool_only(app: Flask, coordinator: PageClient) -> None:
    add_pool(coordinator, "Salten", "1804")
    page = coordinator.press(coordinator.open(f"{SET_UP}/places"), "Add a pool", name="Nord")
    coordinator.press(page, "Put into Nord", 409, municipality="1804")
    assert count(app, PoolMunicipality) == 1


def test_the_database_too_holds_a_municipality_to_one_pool_of_a_study(
    app: Flask, study: Study
) -> None:
    with writing(app) as session:
        session.add(Municipality(number="1804", name="Bodø"))
        pools = [Pool(study_id=study.id, name=name) for name in ("A", "B")]
        session.add_all(pools)
        session.flush()
        ids = [one.id for one in pools]
    with pytest.raises(IntegrityError), writing(app) as session:
        session.add_all(
            PoolMunicipality(study_id=study.id, pool_id=one, municipality_number="1804")
            for one in ids
        )


@pytest.mark.usefixtures("study")
def test_two_pools_cannot_have_the_same_name(app: Flask, coordinator: PageClient) -> None:
    add_pool(coordinator, "Salten")
    page = add_pool(coordinator, "Salten")
    assert "a pool of that name already" in page.text
    assert count(app, Pool) == 1


def test_the_first_answer_locks_the_pools_and_the_page_says_why(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    page = add_pool(coordinator, "Salten", "1804")
    make_answered(app, make_card(app, study), "pre", {})
    for button in ("Put into Salten", "Take out Bodø", "Take out the pool Salten", "Add a pool"):
        coordinator.press(page, button, 409, municipality="1875", name="Nord")
    assert (count(app, Pool), count(app, PoolMunicipality)) == (1, 1)
    locked = coordinator.open(f"{SET_UP}/places")
    assert "Somebody has answered, so pools cannot be changed any more." in locked.text
    assert [one.text for one in locked.root.one("main").all("button")] == ["Add the contact point"]


def test_a_study_takes_its_places_labels_and_pools_with_it(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    add_point(coordinator)
    add_group(coordinator)
    add_pool(coordinator, "Salten", "1804")
    with writing(app) as session:
        session.execute(delete(Study).filter_by(id=study.id))
    for table in (ContactPoint, Group, GroupLabel, Pool, PoolMunicipality):
        assert count(app, table) == 0


def test_what_is_listed_of_a_group_tells_no_number_of_people(app: Flask, study: Study) -> None:
    group = make_group(app, study)
    for _ in range(3):
        make_card(app, study, group)
    with app.test_request_context():
        (listed,) = groups(study)
    assert set(vars(listed)) == {
        "id",
        "label",
        "point_id",
        "point",
        "municipality",
        "group_type",
        "life_problem",
        "started_week",
        "has_cards",
    }
