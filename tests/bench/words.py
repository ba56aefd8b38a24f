"""What generated tasks are called: the words of provincial resolutions, put together by chance."""

from tracker.words import fold

DONE = (
    "Rà soát", "Xây dựng", "Ban hành", "Sửa đổi, bổ sung", "Triển khai thực hiện", "Hoàn thiện",
    "Công bố danh mục", "Chuẩn hóa", "Số hóa", "Kiểm tra, giám sát", "Đánh giá, tổng kết", "Nâng cấp",
    "Đẩy mạnh", "Thẩm định, trình phê duyệt", "Tổ chức bồi dưỡng, tập huấn về", "Công khai",
    "Kết nối, chia sẻ",
    "Sắp xếp, kiện toàn", "Báo cáo tình hình thực hiện", "Xử lý kiến nghị liên quan đến",
)  # fmt: skip
OBJECTS = (
    "thủ tục hành chính nội bộ", "quy trình giải quyết hồ sơ đất đai", "dịch vụ công trực tuyến toàn trình",
    "cơ sở dữ liệu cán bộ, công chức, viên chức", "danh mục vị trí việc làm", "đơn vị sự nghiệp công lập",
    "quy chế phối hợp liên ngành", "định mức kinh tế - kỹ thuật", "hệ thống thông tin báo cáo",
    "bộ phận tiếp nhận và trả kết quả", "trung tâm phục vụ hành chính công", "kế hoạch tinh giản biên chế",
    "phương án phân cấp, ủy quyền", "quy hoạch sử dụng đất", "chương trình chuyển đổi số",
    "nền tảng tích hợp dữ liệu dùng chung", "chữ ký số chuyên dùng", "hồ sơ bệnh án điện tử",
    "chỉ số hài lòng của người dân, tổ chức", "bộ tiêu chí nông thôn mới", "dự án đầu tư công trung hạn",
    "chính sách thu hút nguồn nhân lực", "kho lưu trữ điện tử", "cơ chế tự chủ tài chính",
    "giá dịch vụ sự nghiệp công", "văn bản quy phạm pháp luật của tỉnh", "quy tắc ứng xử nơi công sở",
    "phần mềm một cửa điện tử", "thanh toán không dùng tiền mặt", "cấp phép xây dựng",
    "đăng ký kinh doanh qua mạng", "công tác dân vận chính quyền", "tiếp công dân, giải quyết khiếu nại",
    "an toàn thông tin cấp độ ba", "camera giám sát giao thông", "bản đồ số địa giới hành chính",
    "hộ kinh doanh cá thể", "trường đạt chuẩn quốc gia", "trạm y tế lưu động", "cụm công nghiệp",
    "nước sạch nông thôn", "môi trường lưu vực sông Vàm Cỏ", "quản lý tài sản công", "mã định danh điện tử",
    "xử lý văn bản trên môi trường mạng", "tỷ lệ hồ sơ trễ hạn", "thi đua, khen thưởng",
    "tuyển dụng công chức cấp xã", "quy định về kiểm soát tài sản, thu nhập", "chợ biên giới, cửa khẩu",
)  # fmt: skip
HOW = (
    "theo hướng dẫn của Bộ Nội vụ", "theo Nghị quyết của Chính phủ", "giai đoạn 2021-2030", "năm 2024",
    "bảo đảm đúng tiến độ", "trên địa bàn tỉnh", "thuộc thẩm quyền quản lý",
    "phục vụ người dân, doanh nghiệp",
    "gắn với Đề án 06", "sau sắp xếp tổ chức bộ máy", "theo cơ chế liên thông", "đáp ứng yêu cầu hội nhập",
    "nhằm nâng cao năng lực cạnh tranh", "theo kiến nghị của kiểm toán", "qua kiểm tra công vụ",
    "trong sáu tháng cuối năm", "theo mô hình chính quyền số", "bằng hình thức trực tuyến",
    "lồng ghép các chương trình mục tiêu", "và báo cáo kết quả định kỳ hằng quý",
)  # fmt: skip
PLACES = tuple(
    f"{kind} {name}"
    for kind, names in (
        (
            "tại xã",
            (
                "Tân Hà,Tân Hội,Suối Dây,Suối Ngô,Thạnh Bình,Thạnh Bắc,Tân Lập,Hòa Hiệp,Phước Vinh,Hảo Đước,"
                "Ninh Điền,Long Vĩnh,Trí Bình,Cẩm Giang,Phước Đông,Bàu Đồn,Thạnh Đức,Phước Trạch,Long Thuận,"
                "Tiên Thuận,Lợi Thuận,An Thạnh,Phước Chỉ,Phước Bình,Đôn Thuận,Hưng Thuận,Trường Hòa,"
                "Truông Mít,Cầu Khởi,Chà Là,Bến Củi,Lộc Ninh,Phan,Suối Đá,Phước Minh,Phước Ninh"
            ),
        ),
        (
            "tại phường",
            "Ninh Sơn,Ninh Thạnh,Hiệp Ninh,Long Hoa,Hiệp Tân,Long Thành Bắc,An Tịnh,Lộc Hưng,Gia Lộc",
        ),
        ("ở huyện", "Tân Biên,Tân Châu,Dương Minh Châu,Châu Thành,Gò Dầu,Bến Cầu"),
        ("của", "các sở,ban quản lý khu kinh tế,các đơn vị cấp huyện,cấp xã,toàn tỉnh"),
    )
    for name in names.split(",")
)
RAREST = "thí điểm Krông Nô"
# What is searched for: by a dozen tasks however many there are; by one in five; by none.
RARE, COMMON, NONE = "krông nô", "thủ tục hành chính", "không có ở đâu cả"


def arguments() -> list[object]:
    """The lists and their folded twins, as the statement that drafts tasks wants them."""
    lists = [list(words) for words in (DONE, OBJECTS, HOW, PLACES)]
    return [*lists, RAREST, *([fold(word) for word in words] for words in lists), fold(RAREST)]
