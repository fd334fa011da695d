"""Import and export of a register in the admin: preview, then everything or nothing."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files.storage import default_storage
from django.shortcuts import redirect
from django.utils import timezone
from import_export.admin import ImportExportMixin
from import_export.tmp_storages import MediaStorage
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from documents.errors import UnreadableFile
from units.admin_base import may_manage
from units.history import record
from units.resources.sheets import CSV, XLSX, Sheet

STALE = "预览已过期或已经导入过，请重新上传文件。"


class RegisterImportForm(ImportForm):
    """Upload of one sheet."""

    def clean_import_file(self):
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["import_file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise ValidationError(f"文件超过 {settings.UPLOAD_LIMIT // 2**20} MB，请只保留需要导入的表格。")
        return file


class PreviewStorage(MediaStorage):
    """Keeps the sheet between preview and confirmation where every web process finds it, for a day at the most."""

    def save(self, data):
        """Store a sheet, and forget those that nobody confirmed."""
        if default_storage.exists(self.MEDIA_FOLDER):
            for name in default_storage.listdir(self.MEDIA_FOLDER)[1]:
                path = f"{self.MEDIA_FOLDER}/{name}"
                if (timezone.now() - default_storage.get_modified_time(path)).days >= 1:
                    default_storage.delete(path)
        super().save(data)


class RegisterImport(ImportExportMixin):
    """Import and export for a register; stands before OfficeAdmin."""

    import_form_class = RegisterImportForm
    export_form_class = ExportForm
    tmp_storage_class = PreviewStorage
    skip_admin_log = True  # the resource writes our own history

    def has_import_permission(self, request):
        """Let in who may change the register of the office in which they act."""
        return bool(request.member) and may_manage(request) and self.has_add_permission(request)

    def has_export_permission(self, request):
        """Let everybody export what they see."""
        return self.has_view_permission(request)

    def get_import_formats(self):
        """One entry: the content says whether it is Excel or CSV."""
        return [Sheet]

    def get_export_formats(self):
        """Both kinds of sheet, safe to open."""
        return [XLSX, CSV]

    def get_import_resource_kwargs(self, request, **kwargs):
        """Tie the import to the acting office and person."""
        return {"office": request.member.office, "by": request.user, "at": timezone.now()}

    def get_export_resource_kwargs(self, request, **kwargs):
        """Exports need nothing but the rows."""
        return {}

    def get_import_data_kwargs(self, **kwargs):
        """Roll everything back when one row is wrong."""
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def get_export_filename(self, request, queryset, file_format):
        """Name the file after the register, in letters every header carries."""
        return f"{self.opts.model_name}-{timezone.localdate():%Y%m%d}.{file_format.get_extension()}"

    def get_data_for_export(self, request, queryset, **kwargs):
        """Export, and remember who took what."""
        dataset = super().get_data_for_export(request, queryset, **kwargs)
        office = request.member.office if request.member else None
        label = f"{self.opts.verbose_name}（{len(dataset)}行）"
        record("导出", office or request.user, by=request.user, at=timezone.now(), office=office, label=label)
        return dataset

    def add_data_read_fail_error_to_form(self, form, e):
        """Say in a sentence why the file cannot be read."""
        form.add_error(
            "import_file", str(e) if isinstance(e, UnreadableFile) else "文件读不出来，请另存为 .xlsx 后重试。"
        )

    def import_action(self, request, **kwargs):
        """Show the form or the preview; a sheet that there is no need or no way to confirm is not kept."""
        response = super().import_action(request, **kwargs)
        context = response.context_data
        result = context.get("result")
        if "confirm_form" in context and not (result.totals["new"] or result.totals["update"]):
            messages.success(request, f"没有变化：文件与登记一致，共{result.total_rows}行。")
            context["unchanged"] = context.pop("result")
            del context["confirm_form"]
        file = context["form"].files.get("import_file")
        if "confirm_form" not in context and hasattr(file, "tmp_storage_name"):
            PreviewStorage(name=file.tmp_storage_name).remove()
        return response

    def process_import(self, request, **kwargs):
        """Import what was previewed; a second press finds the sheet gone."""
        try:
            if request.POST.get("format", "0") != "0":  # the package would look it up in its list unseen
                raise SuspiciousOperation
            return super().process_import(request, **kwargs)
        except (OSError, SuspiciousOperation):
            messages.warning(request, STALE)
            return redirect("admin:{}_{}_import".format(*self.get_model_info()))

    def process_result(self, result, request):
        """Report success only when everything was stored."""
        if not (result.has_errors() or result.has_validation_errors()):
            return super().process_result(result, request)
        messages.error(request, "登记在预览后有变动，这次一行也没有导入：" + "".join(result.problems[:5]))
        return redirect("admin:{}_{}_import".format(*self.get_model_info()))

    def add_success_message(self, result, request):
        """Say what changed."""
        new, updated, same = (result.totals[key] for key in ("new", "update", "skip"))
        text = f"导入完成：新增{new}行，修改{updated}行，不变{same}行。"
        messages.success(request, text if new or updated else "没有变化：文件与登记一致。")
