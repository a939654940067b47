// A local file of events. It belongs to no tenant, so it has a page of its own.
#pragma once
#include "core/workspace/workspace.h"

#include <QWidget>

namespace slipway {

class ElidedLabel;
class PreviewPage;

class FileView : public QWidget
{
    Q_OBJECT
public:
    explicit FileView(Workspace &workspace, QWidget *parent = nullptr);
    // Shows a file, or lets the user choose one; if that is cancelled, nothing changes.
    void open(const QString &path);
    void choose();
    void putAway();                     // the open file
    [[nodiscard]] QString path() const; // empty if no file is open

Q_SIGNALS:
    void closeWanted();

private:
    void showName();
    ElidedLabel *m_title;
    PreviewPage *m_page;
};

} // namespace slipway
