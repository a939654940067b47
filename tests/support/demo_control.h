// Sends a request to one of a demo tenant's control paths and waits for the answer.
#pragma once
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QUrl>

namespace slipway::test {

inline QJsonDocument control(QUrl address, const char *path, const QByteArray &post = {},
                             const QByteArray &token = {})
{
    QNetworkAccessManager network;
    const QUrl relative = QUrl::fromEncoded(path);
    address.setPath(relative.path());
    address.setQuery(relative.query());
    QNetworkRequest request(address);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    if (!token.isEmpty())
        request.setRawHeader("Netskope-Api-Token", token);
    QNetworkReply *reply = post.isEmpty() ? network.get(request) : network.post(request, post);
    QEventLoop loop;
    QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    return QJsonDocument::fromJson(reply->readAll());
}

} // namespace slipway::test
