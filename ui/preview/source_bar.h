// Where the rows of a preview come from: an endpoint of the tenant, with how many of its events, or a file.
#pragma once
#include "core/events/sampling/preview.h"
#include "core/netskope/endpoint.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QPushButton;

namespace slipway {

class SourceBar : public QWidget
{
    Q_OBJECT
public:
    explicit SourceBar(QWidget *parent = nullptr);

    void setEndpoints(const QList<Endpoint> &endpoints);
    // Without a tenant there are only files.
    void setTenantShown(bool isShown);
    void choose(const QString &endpointId);
    [[nodiscard]] QString endpointId() const;
    [[nodiscard]] QString endpointTitle() const;
    // What is chosen now. A range may end before it begins.
    [[nodiscard]] PreviewRequest request() const;

    // While events are being loaded, the button that started it stops it.
    void setLoading(bool isLoading);
    // The stop was requested: the button stays disabled until setLoading().
    void setStopping();
    void setFollowShown(bool isShown); // only for files
    void setFollowing(bool isFollowing);
    [[nodiscard]] bool isFollowing() const;

Q_SIGNALS:
    void loadWanted();
    void stopWanted();
    void fileWanted();
    void endpointChanged();
    void followingChanged(bool isFollowing);

private:
    void showRange();
    QComboBox *m_endpoint, *m_amount;
    QDateTimeEdit *m_from, *m_to;
    QPushButton *m_load, *m_open;
    QCheckBox *m_follow;
    bool m_isTenantShown = true, m_isLoading = false;
};

} // namespace slipway
