"""The door by which figures come in: who may, the preview, the job behind the confirmation, the log and the history."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core import jobs
from core.jobs import Job, JobState
from organisations.grants import RoleKind
from performance import operations, tasks
from performance.models import Figure, FigureImport, FigureRevision, FigureSource, Series, StagedFigure, StagedLoad
from tests.factories import AllianceFactory, someone
from tests.performance import corpus
from tests.performance.corpus import needs_corpus
from tests.performance.test_loading import HEAD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]
IMPORT = "admin:performance_figuresource_import"
LIST = "admin:performance_figuresource_changelist"
MAY = {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.NETWORK_MANAGER, RoleKind.ANALYST}
GOOD = HEAD + "RHM,62d,All,2024-01,10.5,9\nRHM,62d,Spleen,2024-01,4,3\nXYZ,62d,All,2024-02,4,3\n"


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def analyst(client, alliance):
    person = someone(RoleKind.ANALYST, alliance)
    client.force_login(person)
    return person


def bring(client, *files):
    """Post files, pairs of name and text, and return the page that follows."""
    sent = [
        SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
        for name, text in (files or [("figures.csv", GOOD)])
    ]
    return client.post(reverse(IMPORT), {"files": sent})


def work():
    """Do the job that was asked for last, as a worker does."""
    return jobs.run(Job.objects.latest("pk").pk)


def text_of(page):
    return " ".join(page.content.decode().split())


class TestBringPreviewConfirm:
    def test_nothing_is_written_before_the_job_has_run(self, client, analyst):
        answer = bring(client)
        assert answer.status_code == 302
        page = text_of(client.get(answer.url))
        assert "Preview of the load" in page
        assert "Our own layout · 2024-01 to 2024-02 · final · counted by provider · 3 figures" in page
        assert "tumour group “Spleen”" in page
        assert "organisation XYZ" in page
        assert not Figure.objects.exists()
        page = text_of(client.post(answer.url, follow=True))
        assert "wait for a worker" in page
        assert "See how far it is now" in page
        assert not Figure.objects.exists()
        assert work().state == JobState.DONE
        page = text_of(client.get(answer.url))
        assert '<h1 class="nhsuk-heading-l" aria-live="polite"> Loaded </h1>' in page
        assert Figure.objects.count() == 3
        assert FigureSource.objects.get().loaded_by_id == analyst.pk
        assert not StagedFigure.objects.exists()

    def test_what_changes_and_by_how_much(self, client, analyst):
        client.post(bring(client).url)
        work()
        later = HEAD + "RHM,62d,All,2024-01,12,9\nRHM,62d,Spleen,2024-01,4,3\n"
        page = text_of(client.get(bring(client, ("later.csv", later)).url))
        assert "10.5 → 12" in page
        assert "85.7% → 75.0%" in page
        assert "62 days, referral to treatment, combined +1.5" in page
        assert "UNIVERSITY HOSPITAL SOUTHAMPTON" in page.upper()

    def test_several_files_and_one_that_is_refused(self, client, analyst):
        bad = HEAD + "RHM,62d,All,2024-01,ten,9\n"
        answer = bring(client, ("good.csv", GOOD), ("bad.csv", bad), ("later.csv", HEAD + "RHM,62d,All,2024-01,11,9\n"))
        page = text_of(client.get(answer.url))
        assert "2 files read, 4 figures · 1 file refused" in page
        assert "“ten”" in page
        assert "line 2" in page
        client.post(answer.url)
        work()
        assert Figure.objects.get(series__body__code="RHM", series__tumour="").total == 11
        assert FigureRevision.objects.count() == 1
        page = text_of(client.get(answer.url))
        assert "bad.csv" in page
        assert "later.csv" in page

    def test_when_everything_is_refused_there_is_nothing_to_confirm(self, client, analyst):
        answer = bring(client, ("plan.csv", "a,b,c\n1,2,3\n"))
        page = text_of(client.get(answer.url))
        assert "Nothing can be loaded" in page
        assert "a, b, c" in page
        assert "this file </button>" not in page
        client.post(answer.url)
        assert not Job.objects.exists()

    @pytest.mark.parametrize(
        ("files", "words"),
        [([], "Choose at least one file."), ([("figures.csv", "")], "is empty"), ([("a.csv", GOOD)] * 25, "24 files")],
    )
    def test_what_is_no_choice_of_files(self, client, analyst, files, words):
        sent = [SimpleUploadedFile(name, text.encode()) for name, text in files]
        answer = client.post(reverse(IMPORT), {"files": sent})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not FigureImport.objects.exists()

    def test_a_bomb_is_stopped_in_the_child_and_others_go_on(self, client, analyst, settings):
        file, book = io.BytesIO(), openpyxl.Workbook()
        book.active["A1"], book.active["XFD1048576"] = "ODS CODE", "far away"
        book.save(file)
        settings.UPLOAD_PARSE_SECONDS = 20
        page = text_of(client.get(bring(client, ("bomb.xlsx", file.getvalue()), ("good.csv", GOOD)).url))
        assert "Refused, and nothing of it is loaded" in page
        assert "1 file read, 3 figures · 1 file refused" in page

    def test_cancelling_throws_all_away(self, client, analyst):
        answer = bring(client)
        client.post(f"{answer.url}cancel/")
        assert not StagedLoad.objects.exists()
        assert not StagedFigure.objects.exists()
        assert client.get(answer.url).status_code == 404

    def test_the_template_is_one_of_ours(self, client, analyst):
        template = client.get(reverse("admin:performance_figuresource_template"))
        assert template["Content-Disposition"] == 'attachment; filename="waiting-times.csv"'
        filled = template.content.decode() + "RHM,62d,Lung,2024-01,4,3\n"
        page = text_of(client.get(bring(client, ("mine.csv", filled)).url))
        assert "1 file read, 1 figure" in page

    @needs_corpus
    def test_a_published_workbook(self, client, analyst):
        page = text_of(client.get(bring(client, (corpus.OCTOBER.name, corpus.OCTOBER.read_bytes())).url))
        assert "Monthly workbook · 2023-10 · final · counted by provider" in page
        assert "PART A: ALL STAGES" in page


class TestTheJob:
    def test_confirming_twice_asks_once(self, client, analyst):
        answer = bring(client)
        client.post(answer.url)
        client.post(answer.url)
        assert Job.objects.count() == 1
        work()
        client.post(answer.url)
        assert Job.objects.count() == 1
        assert Figure.objects.count() == 3

    def test_cut_off_between_two_files_it_goes_on_with_the_second(self, client, analyst, monkeypatch):
        answer = bring(client, ("a.csv", GOOD), ("b.csv", HEAD + "RHM,62d,All,2024-01,11,9\n"))
        client.post(answer.url)
        real, seen = operations.write, []

        def write(load, **options):
            seen.append(load.name)
            if len(seen) == 2:
                real(load, **options)
                raise MemoryError("cut off")
            return real(load, **options)

        with monkeypatch.context() as cut:
            cut.setattr(operations, "write", write)
            with pytest.raises(MemoryError):
                work()
        assert Figure.objects.get(series__body__code="RHM", series__tumour="").total == 10.5
        page = text_of(client.get(answer.url))
        assert "The last attempt was cut off" in page
        assert "1 of 2 files loaded" in page
        assert work().result == {"files": 2}
        assert seen == ["a.csv", "b.csv"]
        assert Figure.objects.get(series__body__code="RHM", series__tumour="").total == 11
        assert FigureRevision.objects.count() == 1

    def test_run_again_after_its_end_it_changes_nothing(self, client, analyst):
        answer = bring(client)
        client.post(answer.url)
        work()
        before = list(Figure.objects.order_by("series_id", "month").values())
        Job.objects.update(state=JobState.RUNNING, lease_until=timezone.now() - timedelta(minutes=1))
        assert work().result == {"files": 1}
        assert list(Figure.objects.order_by("series_id", "month").values()) == before
        assert FigureSource.objects.count() == 1

    def test_progress_is_told_file_by_file_and_asked_for_in_pieces(self, client, analyst):
        answer = bring(client, ("a.csv", GOOD), ("b.csv", HEAD + "RHM,62d,All,2024-03,11,9\n"))
        client.post(answer.url)
        brought, told = FigureImport.objects.get(), []
        operations.load_import(brought=brought, tell=told.append)
        assert told == [0, 75]
        Job.objects.update(state=JobState.RUNNING, lease_until=timezone.now() + timedelta(minutes=1))
        jobs.tell_progress(brought.job_key, 75)
        piece = client.get(answer.url, headers={"HX-Request": "true"}).content.decode()
        assert piece.strip().startswith('<div id="load-progress"')
        assert 'hx-trigger="every 2s"' in piece
        assert 'value="75"' in piece
        assert "<html" not in piece

    def test_after_the_last_attempt_it_can_be_asked_for_anew(self, client, analyst):
        answer = bring(client)
        client.post(answer.url)
        Job.objects.update(state=JobState.FAILED, attempts=5, error="OSError: the disk is full")
        page = text_of(client.get(answer.url))
        assert "the disk is full" in page
        assert "every 2s" not in page
        client.post(answer.url)
        assert Job.objects.count() == 2
        work()
        assert Figure.objects.count() == 3

    def test_what_has_failed_can_be_thrown_away_and_what_is_being_loaded_cannot(self, client, analyst):
        answer = bring(client)
        client.post(answer.url)
        assert "being loaded" in text_of(client.post(f"{answer.url}cancel/", follow=True))
        Job.objects.update(state=JobState.FAILED)
        client.post(f"{answer.url}cancel/")
        assert not StagedLoad.objects.exists()

    def test_what_a_crash_took_from_the_stage_is_not_taken_for_an_empty_file(self, client, analyst):
        answer = bring(client)
        client.post(answer.url)
        StagedFigure.objects.all().delete()
        with pytest.raises(operations.StageLost, match="Bring the file again"):
            work()
        assert not FigureSource.objects.exists()

    def test_what_nobody_confirms_expires_and_what_was_confirmed_waits(self, client, analyst):
        first, second = bring(client), bring(client, ("b.csv", HEAD + "RHM,62d,All,2024-03,11,9\n"))
        client.post(second.url)
        FigureImport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        tasks.discard_expired()
        assert client.get(first.url).status_code == 404
        assert client.get(second.url).status_code == 200
        assert StagedFigure.objects.count() == 1
        work()
        assert Figure.objects.count() == 1
        tasks.discard_expired()
        assert not FigureImport.objects.exists()


class TestWhoMay:
    @pytest.mark.parametrize("kind", RoleKind)
    def test_each_role_at_the_door(self, client, alliance, kind):
        client.force_login(someone(kind, alliance))
        allowed = kind in MAY
        assert client.get(reverse(IMPORT)).status_code == (200 if allowed else 302)
        assert client.get(reverse(LIST)).status_code == (200 if allowed else 302)
        if allowed:
            assert reverse(IMPORT) in client.get(reverse(LIST)).content.decode()

    def test_a_preview_is_its_owners_only(self, client, analyst, alliance):
        answer = bring(client)
        client.force_login(someone(RoleKind.ADMINISTRATOR, alliance))
        for method in (client.get, client.post):
            assert method(answer.url).status_code == 404
        assert client.post(f"{answer.url}cancel/").status_code == 404
        assert StagedLoad.objects.count() == 1

    def test_get_changes_nothing(self, client, analyst):
        answer = bring(client)
        assert client.get(f"{answer.url}cancel/").status_code == 405
        assert StagedLoad.objects.count() == 1


class TestLogAndHistory:
    @pytest.fixture
    def loaded(self, client, analyst):
        for name, total in (("first.csv", 10), ("second.csv", 12)):
            client.post(bring(client, (name, HEAD + f"RHM,62d,All,2024-01,{total},9\n")).url)
            work()
        return FigureSource.objects.get(name="first.csv")

    def test_the_log_says_who_loaded_what(self, client, analyst, loaded):
        page = text_of(client.get(reverse(LIST)))
        assert "first.csv" in page
        assert analyst.name in page
        page = text_of(client.get(reverse("admin:performance_figuresource_change", args=[loaded.pk])))
        assert f"by {analyst.name}" in page
        assert loaded.sha256 in page

    def test_a_series_shows_every_value(self, client, loaded):
        page = text_of(client.get(reverse("admin:performance_series_change", args=[Series.objects.get().pk])))
        assert "January 2024" in page
        assert "<del>10</del>" in page
        assert "second.csv" in page

    def test_the_values_of_a_file_that_no_longer_stand(self, client, loaded):
        url = reverse("admin:performance_figurerevision_changelist")
        page = text_of(client.get(url, {"source__id__exact": loaded.pk}))
        assert "first.csv" in page

    def test_nobody_edits_published_figures_here(self, client, loaded):
        for model, pk in (("series", Series.objects.get().pk), ("figuresource", loaded.pk)):
            for page in ("add", "change", "delete"):
                args = [] if page == "add" else [pk]
                answer = client.post(reverse(f"admin:performance_{model}_{page}", args=args), {"post": "yes"})
                assert answer.status_code in (200, 403)
        assert Series.objects.exists()
        assert FigureSource.objects.count() == 2

    def test_lists_ask_no_more_with_many(self, client, loaded, django_assert_max_num_queries):
        for number in range(12):
            operations.load_figures(
                source=(HEAD + f"RHM,62d,All,2023-{number + 1:02d},{number + 20},9\n").encode(),
                name=f"{number}.csv",
                by=None,
                on=timezone.localdate(),
            )
        for model in ("figuresource", "series", "figurerevision"):
            with django_assert_max_num_queries(9):
                assert client.get(reverse(f"admin:performance_{model}_changelist")).status_code == 200
        with django_assert_max_num_queries(9):
            client.get(reverse("admin:performance_series_change", args=[Series.objects.latest("pk").pk]))
