// Says that the keychain is waited for, and why, with Cancel beside it: a small window on top of whichever
// window is in use, so that it can be reached from a dialog, too. Hidden as long as the keychain answers at
// once. Also says which older entries a write or removal had to leave behind.
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
