"""Staff see who finished an audit and when, to delete it if they must; what was answered is not theirs to read."""

from django.contrib import admin

from .models import FinishedAudit


@admin.register(FinishedAudit)
class FinishedAuditAdmin(admin.ModelAdmin):
    fields = readonly_fields = list_display = ("user", "finished")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
