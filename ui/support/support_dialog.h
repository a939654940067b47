// The support bundle before it is saved: its files, each to be looked at.
#pragma once
#include "core/support/support_bundle.h"
#include "core/workspace/workspace.h"

#include <QDialog>

class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace slipway {

class Banner;

class SupportDialog : public QDialog
{
    Q_OBJECT
public:
    explicit SupportDialog(Workspace &workspace, QWidget *parent = nullptr);
    // Without asking where to; the banner says how it went.
    void saveTo(const QString &path);

private:
    void fill(const Result<SupportBundle> &bundle);
    void save();

    Workspace &m_workspace;
    SupportBundle m_bundle;
    Banner *m_banner;
    QListWidget *m_list;
    QPlainTextEdit *m_text;
    QPushButton *m_save;
};

} // namespace slipway
