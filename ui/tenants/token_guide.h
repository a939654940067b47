// Explains how to get what the form for a new tenant asks for: what to click in the Netskope console for
// either kind of token, where the address and the expiry date are, and what the token must be able to read.
// Shown beside the form, it explains the field that has the focus.
#pragma once
#include <QWidget>

class QLabel;
class QStackedLayout;

namespace slipway {

class TokenGuide : public QWidget
{
    Q_OBJECT
public:
    enum class Topic { Start, Address, Token, Expiry };
    // `profile` is the title of a profile, and `paths` are what a token has to read for it.
    TokenGuide(const QString &profile, const QStringList &paths, QWidget *parent = nullptr);
    // Explains this one from now on. Its size stays the same.
    void explain(Topic topic);
    // Explains `topic` whenever `field` gets the focus.
    void follow(QWidget *field, Topic topic);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void add(Topic topic, const QString &heading, const QStringList &texts);
    QLabel *m_heading;
    QStackedLayout *m_topics;
    QStringList m_headings; // in the order of the topics
};

} // namespace slipway
