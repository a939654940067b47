// Colours for JSON text: names, strings, and all other values. What is not JSON keeps the colour of text.
#pragma once
#include <QSyntaxHighlighter>

class QPlainTextEdit;

namespace slipway {

class JsonColours : public QSyntaxHighlighter
{
    Q_OBJECT
public:
    explicit JsonColours(QPlainTextEdit *text); // its parent, whose light or dark scheme it follows

protected:
    void highlightBlock(const QString &line) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QPlainTextEdit *m_text;
};

} // namespace slipway
