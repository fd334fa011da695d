"""What all registers of the admin share: who may open them, which rows they show, and the history of every change.

The office is never a field that somebody posts: it follows from the membership under which the person acts. The three
administrators (三员) act for no office: each register names which of them may look at it or change it.
"""

from django import forms
from django.contrib import admin
from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display

from units.admin_forms import ClockInput, DayInput, OfficeForm, changes
from units.history import record
from units.models import User
from units.scope import GuardedQuerySet

LOOK, CHANGE = "look", "change"
Role = User.AdminRole


def may_manage(request) -> bool:
    """Whether the person may change the registers of an office: its clerk."""
    return bool(_desk(request) and request.member.manages)


def sees_daily_work(request) -> bool:
    """Whether links lead to the daily pages: administrators have none, and would come back here or be refused."""
    return _desk(request)


def sees_registers(request) -> bool:
    """Whether the menu names units and their names: the office's people, those who look after the platform."""
    return _desk(request) or _admin_role(request) in (Role.SYSTEM, Role.SECURITY)


def sees_work(request) -> bool:
    """Whether the menu names tasks, activities, imports and letters."""
    return _desk(request) or _admin_role(request) == Role.SYSTEM


def sees_mail_server(request) -> bool:
    """Whether the menu names the mail server of the whole installation."""
    return _admin_role(request) == Role.SYSTEM


def sees_accounts(request) -> bool:
    """Whether the menu names accounts."""
    return _desk(request) or _admin_role(request) == Role.SECURITY


def sees_security(request) -> bool:
    """Whether the menu names locks and log-ins."""
    return _admin_role(request) in (Role.SECURITY, Role.AUDIT)


def sees_history(request) -> bool:
    """Whether the menu names the history."""
    return _desk(request) or _admin_role(request) == Role.AUDIT


def _admin_role(request) -> str:
    return getattr(request.user, "admin_role", "")  # a stranger has none


def _desk(request) -> bool:
    """Whether the person acts at an office. An administrator does not, whatever else the account may hold."""
    user, member = request.user, request.member
    return bool(user.is_active and not user.admin_role and member and member.at_office)


def scoped(rows, request, office_path):
    """Return those of rows that belong to the acting office; an administrator acts for all."""
    if request.user.admin_role:
        return rows.everywhere("an administrator acts for no office") if isinstance(rows, GuardedQuerySet) else rows
    if hasattr(rows, "visible_to"):
        return rows.visible_to(request.user)
    return rows.filter(**{office_path: request.member.office_id}) if request.member else rows.none()


def choices(model, request):
    """Return the rows of model that may be chosen in a form or a filter."""
    # The theme puts its own site in place of Django's, so it is looked up when it is needed.
    registered = admin.site.is_registered(model)
    path = admin.site.get_model_admin(model).office_path if registered else "office"
    return scoped(model._default_manager.all(), request, path)


class OfficeRelatedFilter(RelatedDropdownFilter):
    """A filter by a related row that offers the rows of one's own office only."""

    def field_choices(self, field, request, model_admin):
        """Return the choices as pairs of key and text."""
        return [(row.pk, str(row)) for row in choices(field.remote_field.model, request)]


class OfficeScope:
    """Rows of the acting office for the page or a part of it: the office's people look, its clerk changes."""

    office_path = "office"  # the way from a row to its office
    editable = True
    deletable = False
    for_office = True  # whether the office's people come here at all
    administrators = {Role.SYSTEM: CHANGE}

    def rights(self, request) -> str:
        """Return what the person may do here: LOOK, CHANGE or nothing."""
        if not request.user.is_active:
            return ""
        if request.user.admin_role:
            return self.administrators.get(request.user.admin_role, "")
        if not (self.for_office and _desk(request)):
            return ""
        return CHANGE if request.member.manages else LOOK

    def has_module_permission(self, request):
        """Show the room to whom it is open."""
        return bool(self.rights(request))

    def has_view_permission(self, request, obj=None):
        """Let look who may look or change."""
        return bool(self.rights(request))

    def has_add_permission(self, request, obj=None):
        """Let add who may change, where services do not own the rows."""
        return self.editable and self.rights(request) == CHANGE

    def has_change_permission(self, request, obj=None):
        """Let change who may, where services do not own the rows."""
        return self.editable and self.rights(request) == CHANGE

    def has_delete_permission(self, request, obj=None):
        """Let delete what is no history; the database refuses what something hangs on."""
        return self.deletable and self.rights(request) == CHANGE

    def get_queryset(self, request):
        """Return the rows of the acting office."""
        return scoped(super().get_queryset(request), request, self.office_path)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Offer rows of the acting office only, and no windows to add or change them from here."""
        if db_field.is_relation:
            kwargs.setdefault("queryset", choices(db_field.related_model, request))
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if hasattr(getattr(field, "widget", None), "can_add_related"):
            widget = field.widget
            widget.can_add_related = widget.can_change_related = False
            widget.can_view_related = widget.can_delete_related = False
        return field


class OfficeAdmin(OfficeScope, ModelAdmin):
    """One register of the acting office."""

    form = OfficeForm
    actions = None  # one by one: each act is seen and recorded
    list_filter_submit = True
    list_per_page = 50
    empty_value_display = "—"
    formfield_overrides = {models.DateField: {"widget": DayInput}, models.TimeField: {"widget": ClockInput}}
    warn_unsaved_form = True

    def get_object(self, request, object_id, from_field=None):
        """Return the row, or answer 404 for what is not there or belongs to others."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def get_fields(self, request, obj=None):
        """Hide the office from those who have no choice."""
        fields = super().get_fields(request, obj)
        return fields if request.user.admin_role else [name for name in fields if name != "office"]

    def get_readonly_fields(self, request, obj=None):
        """Keep a row in its office once it is there."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "office") if obj and "office" in self.get_fields(request, obj) else fields

    def get_list_display(self, request):
        """Name the office to those who see several."""
        columns = super().get_list_display(request)
        return (*columns, "office_label") if self._names_office(request) else columns

    def get_list_select_related(self, request):
        """Join the office where a column names it."""
        joined = super().get_list_select_related(request)
        return (*(joined or ()), "office") if self._names_office(request) else joined

    def _names_office(self, request) -> bool:
        return bool(request.user.admin_role) and self.office_path == "office"

    @display(description="办公室", ordering="office")
    def office_label(self, row):
        """Return the office by its short name, which stays in one line."""
        return row.office.short_name

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return a form that knows the acting office."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.office = request.member.office if request.member and not request.user.admin_role else None
        return form

    def render_change_form(self, request, context, *args, **kwargs):
        """Link only to what the person may open. Load the search box once: the list's filters bring it in English."""
        for part in (context["adminform"], *context["inline_admin_formsets"]):
            _only_open_links(part, request)
        media = context["media"]
        if any(path.endswith("select2.full.min.js") for path in media._js):
            once = [path for path in media._js if not path.endswith("select2.full.js")]
            context["media"] = forms.Media(css=media._css, js=once)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_deleted_objects(self, objs, request):
        """Say what hangs on a row before saying who may delete that."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        links = tuple(capfirst(through._meta.verbose_name) for through in _links(self.model))
        counts = {name: count for name, count in counts.items() if not capfirst(name).startswith(links)}
        return _without(deleted, links), counts, set() if protected else lacking, protected

    def office_of(self, obj):
        """Return the office a row belongs to, or None."""
        for step in self.office_path.split("__"):
            obj = getattr(obj, step, None)
        return obj

    def construct_change_message(self, request, form, formsets, add=False):
        """Return the changes of a form for the history: label → [old, new]."""
        return changes(form, add)

    def log_addition(self, request, obj, message):
        """Write the history of an addition; runs in the transaction of the page."""
        self.write(request, "新增", obj, message)

    def log_change(self, request, obj, message):
        """Write the history of a change; nothing when nothing was changed."""
        if message:
            self.write(request, "修改", obj, message)

    def log_deletions(self, request, queryset):
        """Write the history before the rows go."""
        for obj in queryset:
            self.write(request, "删除", obj, {})

    def write(self, request, verb, obj, changed):
        """Add one entry to the history."""
        office = self.office_of(obj)
        record(verb, obj, by=request.user, at=timezone.now(), office=office, changes=changed)

    def history_view(self, request, object_id, extra_context=None):
        """Lead to the entries of the history that speak of this row."""
        obj = self.get_object(request, object_id)
        query = urlencode({"object_type": obj._meta.label_lower, "object_ref": obj.pk})
        return redirect(f"{reverse('admin:units_auditentry_changelist')}?{query}")


class ReadOnlyAdmin(OfficeAdmin):
    """Rows that services write and nobody changes by hand."""

    editable = False


class ReadOnlyInline(OfficeScope, TabularInline):
    """Rows below a page, only to look at."""

    editable = False
    extra = 0
    can_delete = False
    show_change_link = False
    tab = True


def _only_open_links(part, request):
    """Show what a field points at as mere text where its page is closed to the person: the theme always links."""
    model = part.form._meta.model if hasattr(part, "form") else part.opts.model
    closed = {name: _as_text(model, name) for name in _closed(model, request)}
    part.readonly_fields = [closed.get(name, name) for name in part.readonly_fields]
    part.fieldsets = [
        (title, options | {"fields": [_replaced(line, closed, part.readonly_fields) for line in options["fields"]]})
        for title, options in part.fieldsets
    ]


def _closed(model, request):
    """Return the names of the fields that point at rows of a register that the person may not open."""
    keys = (field for field in model._meta.get_fields() if field.concrete and field.many_to_one)
    for field in keys:
        page = (
            admin.site.get_model_admin(field.related_model) if admin.site.is_registered(field.related_model) else None
        )
        if page and not page.has_view_permission(request):
            yield field.name


def _as_text(model, name):
    @display(description=model._meta.get_field(name).verbose_name)
    def text(row):
        return getattr(row, name) or "—"

    text.__name__ = name  # by which the page knows the column
    return text


def _replaced(line, closed, readonly):
    if isinstance(line, list | tuple):
        return [_replaced(name, closed, readonly) for name in line]
    return closed[line] if closed.get(line) in readonly else line


def _links(model):
    fields = [field for field in model._meta.get_fields() if field.many_to_many]
    return [getattr(field, "through", None) or field.remote_field.through for field in fields]


def _without(rows, starts):
    """Return the nested list of what will be deleted without lines that start so: links between rows have no name."""
    kept = [_without(row, starts) if isinstance(row, list) else row for row in rows]
    return [row for row in kept if row != [] and not (isinstance(row, str) and row.startswith(starts))]
