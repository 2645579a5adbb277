"""What is written once stays as it is, and says who wrote it."""

import pytest

from core import audit
from core.history import HistoryIsFixed
from core.models import AuditEvent
from tests.factories import NetworkFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_event_names_subject_actor_and_values():
    network, person = NetworkFactory(), UserFactory(name="Ada")
    audit.record(
        audit.Change("revised", network, {"name": ("Old", "New"), "leads": (["a"], ["a", "b"])}, alliance_id=7),
        by=person,
    )
    event = AuditEvent.objects.about(network).get()
    assert (event.actor_id, event.actor_label, event.verb, event.alliance_id) == (person.pk, "Ada", "revised", 7)
    assert event.changes == {"name": ["Old", "New"], "leads": [["a"], ["a", "b"]]}
    assert str(event) == f"{network}: revised by Ada"


def test_the_system_is_an_actor_too():
    network = NetworkFactory()
    audit.record(audit.Change("flagged", network), by=None)
    assert str(AuditEvent.objects.get()) == f"{network}: flagged by the system"


def test_many_events_are_one_statement(django_assert_num_queries):
    network = NetworkFactory()
    with django_assert_num_queries(1):
        audit.record(*[audit.Change("seen", network) for _ in range(50)], by=None)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.update(verb="other"),
        lambda event: AuditEvent.objects.filter(pk=event.pk).delete(),
    ],
)
def test_history_is_never_changed(attempt):
    audit.record(audit.Change("opened", NetworkFactory()), by=None)
    with pytest.raises(HistoryIsFixed):
        attempt(AuditEvent.objects.get())
    assert AuditEvent.objects.get().verb == "opened"
