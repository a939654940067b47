#include "core/report/report_pdf.h"

#include "core/report/report_markup.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QHash>
#include <QPainter>
#include <QPdfWriter>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextTable>

#include <algorithm>
#include <optional>

namespace slipway {
namespace {

constexpr int dotsPerInch = 300;
constexpr double footerPoints = 7.5, footerRoomMillimetres = 9;

double dots(double millimetres)
{
    return millimetres / 25.4 * dotsPerInch;
}

// Characters that no font here can draw would be empty boxes, so they become ‹U+1F680›, as in
// visibleText(). So do colour emoji: they have no outlines, and a PDF can contain only those.
QString drawable(const QString &html, const QFont &font)
{
    const QFontMetricsF metrics(font);
    QHash<char32_t, bool> known;
    QString text;
    text.reserve(html.size());
    for (qsizetype i = 0; i < html.size(); ++i) {
        char32_t code = html[i].unicode();
        if (html[i].isHighSurrogate() && i + 1 < html.size()) {
            code = QChar::surrogateToUcs4(html[i], html[i + 1]);
            ++i;
        }
        if (code < 0x80) {
            text += QChar(static_cast<char16_t>(code));
            continue;
        }
        if (!known.contains(code))
            known.insert(code, (code < 0x1f000 || code > 0x1faff) && metrics.inFontUcs4(code));
        if (known.value(code) || QChar::isSpace(code))
            text += QString::fromUcs4(&code, 1);
        else
            text += QStringLiteral("‹U+%1›").arg(QString::number(code, 16).toUpper(), 4, QLatin1Char('0'));
    }
    return text;
}

// A part that must not be cut by a page break or be the last one on a page, in page order.
struct Piece
{
    enum Kind { Heading, Head, Row, Text } kind = Text;
    int number = -1; // as numbered by reportHtml(); Head and Text have none
    double top = 0, bottom = 0;
    [[nodiscard]] bool staysWithNext() const { return kind == Heading || kind == Head; }
};

void addTable(QList<Piece> &pieces, QTextTable *table, int &number)
{
    const QAbstractTextDocumentLayout *layout = table->document()->documentLayout();
    const int heads = table->format().toTableFormat().headerRowCount();
    for (int row = 0; row < table->rows(); ++row) {
        Piece piece;
        piece.kind = row < heads ? Piece::Head : Piece::Row;
        if (piece.kind == Piece::Row)
            piece.number = number++;
        for (int column = 0; column < table->columns(); ++column) {
            const QTextTableCell cell = table->cellAt(row, column);
            const QRectF first = layout->blockBoundingRect(cell.firstCursorPosition().block());
            const QRectF last = layout->blockBoundingRect(cell.lastCursorPosition().block());
            piece.top = column == 0 ? first.top() : std::min(piece.top, first.top());
            piece.bottom = std::max(piece.bottom, last.bottom());
        }
        pieces << piece;
    }
}

QList<Piece> piecesOf(const QTextDocument &document)
{
    QList<Piece> pieces;
    int number = 0;
    for (auto part = document.rootFrame()->begin(); !part.atEnd(); ++part) {
        if (auto *table = qobject_cast<QTextTable *>(part.currentFrame())) {
            addTable(pieces, table, number);
        } else if (part.currentBlock().isValid() &&
                   part.currentBlock().length() > 1) { // 1: the empty block between two tables
            const QRectF area = document.documentLayout()->blockBoundingRect(part.currentBlock());
            // The title is level 1; it has no number and never needs a break.
            const bool isHeading = part.currentBlock().blockFormat().headingLevel() > 1;
            pieces << Piece{isHeading ? Piece::Heading : Piece::Text, isHeading ? number++ : -1, area.top(),
                            area.bottom()};
        }
    }
    return pieces;
}

// The next number that needs a page break before it; nothing if all is well.
std::optional<int> nextBreak(const QTextDocument &document, const QSet<int> &breaks)
{
    const double page = document.pageSize().height();
    const auto pageOf = [&](double y) { return static_cast<int>(y / page); };
    const QList<Piece> pieces = piecesOf(document);
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        const Piece &piece = pieces[i];
        const bool isCut = piece.kind != Piece::Text && pageOf(piece.top) != pageOf(piece.bottom - 1);
        const bool isLeftBehind =
            piece.staysWithNext() && i + 1 < pieces.size() && pageOf(piece.top) != pageOf(pieces[i + 1].top);
        // Qt itself began a new page here, and left the table above open down to the end of its
        // page.
        const bool isDropped = piece.kind == Piece::Row && i > 0 && pieces[i - 1].kind == Piece::Row &&
                               pageOf(pieces[i - 1].top) != pageOf(piece.top);
        if (!isCut && !isLeftBehind && !isDropped)
            continue;
        qsizetype first = i;
        while (first > 0 && pieces[first - 1].staysWithNext() &&
               pageOf(pieces[first - 1].top) == pageOf(piece.top))
            --first;
        while (first <= i && pieces[first].number < 0) // a table's header moves with its first row
            ++first;
        const int number = first < pieces.size() ? pieces[first].number : -1;
        // Otherwise it is taller than a page, and nothing can be done.
        if (number >= 0 && !breaks.contains(number))
            return number;
    }
    return std::nullopt;
}

// A row whose page break left an empty page before it, and the row above it. The table above ended
// so close to the end of its page that the blank line which Qt puts between two tables began a new
// page, and the break another one.
std::optional<std::pair<int, int>> emptyPage(const QTextDocument &document, const QSet<int> &breaks)
{
    const double page = document.pageSize().height();
    const QList<Piece> pieces = piecesOf(document);
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        const Piece &piece = pieces[i];
        if (piece.kind != Piece::Row || !breaks.contains(piece.number))
            continue;
        qsizetype above = i - 1;
        while (above >= 0 && pieces[above].kind == Piece::Head)
            --above;
        if (above < 0 || pieces[above].kind != Piece::Row)
            continue;
        const auto before = static_cast<int>((pieces[above].bottom - 1) / page);
        if (static_cast<int>(piece.top / page) > before + 1)
            return std::pair(piece.number, pieces[above].number);
    }
    return std::nullopt;
}

} // namespace

QByteArray reportPdf(const OnboardingReport &report, Paper paper)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(dotsPerInch);
    writer.setPageSize(QPageSize(paper == Paper::A4 ? QPageSize::A4 : QPageSize::Letter));
    writer.setPageMargins(QMarginsF(18, 16, 18, 12), QPageLayout::Millimeter);
    writer.setTitle(QCoreApplication::translate("Report", "Onboarding report: %1").arg(report.tenantName));
    writer.setCreator(QStringLiteral("Slipway ") + QCoreApplication::applicationVersion());

    QFont footer(QStringLiteral("DejaVu Sans"));
    footer.setPointSizeF(footerPoints);
    const QSizeF page(writer.width(), writer.height() - dots(footerRoomMillimetres));
    QTextDocument document;
    document.setDocumentMargin(0);
    QTextOption wrapping = document.defaultTextOption();
    wrapping.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere); // hashes and paths have no spaces
    document.setDefaultTextOption(wrapping);
    document.documentLayout()->setPaintDevice(&writer);
    // Qt cuts rows at page ends and separates headings from their text, so page breaks are inserted
    // here, one after another.
    QSet<int> breaks, moved;
    for (std::optional<int> number = -1; number; number = nextBreak(document, breaks)) {
        breaks.insert(*number);
        document.setHtml(drawable(reportHtml(report, Medium::Pages, breaks), footer));
        document.setPageSize(page);
        // Immediately, because the following breaks depend on it. Moving one more row to the next
        // page makes room.
        if (const auto empty = emptyPage(document, breaks); empty && !moved.contains(empty->first)) {
            moved.insert(empty->first);
            breaks.remove(empty->first);
            breaks.insert(empty->second);
            document.setHtml(drawable(reportHtml(report, Medium::Pages, breaks), footer));
            document.setPageSize(page);
        }
    }

    QPainter painter(&writer);
    const int pages = document.pageCount();
    for (int number = 0; number < pages; ++number) {
        if (number > 0)
            writer.newPage();
        painter.save();
        painter.translate(0, -number * page.height());
        const QRectF part(0, number * page.height(), page.width(), page.height());
        painter.setClipRect(part);
        QAbstractTextDocumentLayout::PaintContext context;
        context.clip = part;
        context.palette.setColor(QPalette::Text, Qt::black);
        document.documentLayout()->draw(&painter, context);
        painter.restore();

        painter.setFont(footer);
        painter.setPen(QColor(0x55, 0x55, 0x55));
        const QRectF line(0, page.height(), page.width(), writer.height() - page.height());
        const QString left = QFontMetricsF(footer, &writer)
                                 .elidedText(drawable(report.tenantName, footer) + QStringLiteral(" · ") +
                                                 reportTime(report.madeAt),
                                             Qt::ElideMiddle, page.width() * 0.75);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine, left);
        painter.drawText(line, Qt::AlignRight | Qt::AlignBottom,
                         QCoreApplication::translate("Report", "Page %1 of %2").arg(number + 1).arg(pages));
    }
    painter.end();
    return bytes;
}

} // namespace slipway
