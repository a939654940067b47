#include "ui/widgets/keychain_notice.h"

#include <QApplication>
#include <QMessageBox>
#include <QProgressDialog>

namespace slipway {
namespace {

// The window that the user can reach now: while a modal dialog is open, only that.
QWidget *windowInUse()
{
    return QApplication::activeModalWidget() ? QApplication::activeModalWidget()
                                             : QApplication::activeWindow();
}

} // namespace

KeychainNotice::KeychainNotice(Keychain &keychain, QObject *parent) : QObject(parent), m_keychain(keychain)
{
    keychain.onWaiting([this](const QString &sentence) { waiting(sentence); });
    keychain.onLeftovers([this](const QStringList &sentences) { leftovers(sentences); });
}

KeychainNotice::~KeychainNotice()
{
    m_keychain.onWaiting({});
    m_keychain.onLeftovers({});
    delete m_dialog;
}

void KeychainNotice::waiting(const QString &sentence)
{
    if (sentence.isEmpty()) {
        if (m_dialog)
            m_dialog->deleteLater();
        m_dialog = nullptr;
        return;
    }
    if (!m_dialog) {
        m_dialog = new QProgressDialog(windowInUse());
        m_dialog->setObjectName(QStringLiteral("keychainNotice"));
        m_dialog->setWindowTitle(tr("Keychain"));
        m_dialog->setAttribute(Qt::WA_ShowWithoutActivating); // the keychain's window may need the keys
        m_dialog->setWindowModality(Qt::NonModal);
        m_dialog->setRange(0, 0); // how long it will take is not known
        m_dialog->setMinimumDuration(0);
        connect(m_dialog, &QProgressDialog::canceled, this, [this] { m_keychain.cancel(); });
    }
    m_dialog->setLabelText(sentence);
    m_dialog->show();
}

void KeychainNotice::leftovers(const QStringList &sentences)
{
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Keychain"), sentences.join(QLatin1Char('\n')),
                                QMessageBox::Ok, windowInUse());
    box->setObjectName(QStringLiteral("keychainLeftovers"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box->setModal(false);
    box->show();
}

} // namespace slipway
