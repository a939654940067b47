// The documentation, read in a window of its own: the documents that were installed with Slipway, or those of
// the source tree in which it was built. Links between documents and to their headings are followed here, and
// those to the web in the browser.
#pragma once
#include <QDialog>

class QTextBrowser;
class QUrl;

namespace slipway {

// The folder with docs/user-guide.md, wherever it was installed; empty if there is none.
[[nodiscard]] QString documentsFolder();

class HelpDialog : public QDialog
{
    Q_OBJECT
public:
    explicit HelpDialog(QWidget *parent = nullptr);
    // `document`: the name of a file in the folder.
    void open(const QString &document);

protected:
    void changeEvent(QEvent *event) override; // the colours of links are those of the page when it was read

private:
    void follow(const QUrl &link);
    void layOut(const QUrl &source); // the page has just been read from there
    void goToHeading(const QString &anchor);
    QTextBrowser *m_page;
};

} // namespace slipway
