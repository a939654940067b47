// Tells the user that the program is waiting for the keychain, and why, with a Cancel button. It is
// a small window on top of the one in use, so that it can be reached from a dialog, too, and is not
// shown if the keychain answers immediately. Also reports which older entries could not be removed
// when one was written or removed.
#pragma once
#include "core/secrets/keychain.h"

#include <QObject>
#include <QPointer>

class QProgressDialog;

namespace slipway {

class KeychainNotice : public QObject
{
    Q_OBJECT
public:
    // The keychain must outlive this.
    KeychainNotice(Keychain &keychain, QObject *parent = nullptr);
    ~KeychainNotice() override;

private:
    void waiting(const QString &sentence);
    void leftovers(const QStringList &sentences);
    Keychain &m_keychain;
    QPointer<QProgressDialog> m_dialog;
};

} // namespace slipway
