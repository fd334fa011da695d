"""Evidence files in a real browser, on a phone: chosen, uploaded, removed, sent, and taken by the office."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PHONE, log_in
from tests.tasks.evidence.desk import Desk
from tests.tasks.evidence.samples import docx, pdf, png

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
LONG = "关于印发二〇二六年政务公开工作要点任务分工的通知及其全部附件的扫描件（盖章版）.pdf"


@pytest.fixture(autouse=True)
def _uploads_in_a_folder_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def chosen(name, content):
    return {"name": name, "mimeType": "", "buffer": content}


def test_files_go_with_an_answer(live_server, new_context):
    desk = Desk()
    phone = log_in(new_context, desk.liaison, PHONE)
    phone.goto(f"/assignments/{desk.assignment.pk}/")
    phone.get_by_text("有问题，或者要说明下一步打算").click()
    phone.get_by_label("存在问题").fill("人手不足。")
    phone.get_by_label("选择文件").set_input_files([chosen("截图.png", png()), chosen(LONG, pdf())])
    phone.get_by_role("button", name="上传所选文件").click()  # although the progress is still empty
    expect(phone.get_by_role("status")).to_contain_text("已保存2个文件")
    expect(phone.get_by_label("存在问题")).to_have_value("人手不足。")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    phone.get_by_role("button", name="移除截图.png").click()
    expect(phone.get_by_role("status")).to_contain_text("已移除“截图.png”")
    phone.get_by_label("选择文件").set_input_files([chosen("假.pdf", png()), chosen("报告.docx", docx())])
    with phone.expect_request("**/autosave/") as saving:
        phone.get_by_label("进展情况").fill("已公开三条。")
    assert (
        b"IHDR" not in saving.value.post_data_buffer
    )  # what is typed is saved as one types; files are not sent each time
    expect(phone.get_by_text("草稿已自动保存")).to_be_visible()
    phone.get_by_role("button", name="做完了，申请办结").click()
    expect(phone.get_by_role("alert")).to_contain_text("“假.pdf”没有保存")
    expect(phone.get_by_label("进展情况")).to_have_value("已公开三条。")
    phone.get_by_role("button", name="做完了，申请办结").click()
    expect(phone.get_by_role("status")).to_contain_text("已报送")

    office = log_in(new_context, desk.clerk)
    office.goto("/review/")
    expect(office.get_by_role("link", name="报告.docx")).to_be_visible()
    with office.expect_download() as download:
        office.get_by_role("link", name=LONG).click()
    assert download.value.suggested_filename == LONG
    assert download.value.path().read_bytes() == pdf()
