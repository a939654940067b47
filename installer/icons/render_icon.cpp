// Renders an SVG as PNG icons of the sizes that desktops look for.
//
//   render-icon SVG FOLDER SIZE…      writes FOLDER/SIZE.png
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>

#include <cstdio>

int main(int argc, char *argv[])
{
    if (argc < 4) {
        std::fputs("render-icon: an SVG, a folder and at least one size are needed\n", stderr);
        return 2;
    }
    QSvgRenderer renderer(QString::fromLocal8Bit(argv[1]));
    if (!renderer.isValid()) {
        std::fprintf(stderr, "render-icon: %s cannot be read\n", argv[1]);
        return 1;
    }
    for (int number = 3; number < argc; ++number) {
        const int size = QByteArray(argv[number]).toInt();
        QImage image(size, size, QImage::Format_ARGB32);
        image.fill(Qt::transparent);
        {
            QPainter painter(&image);
            renderer.render(&painter);
        }
        const QString path = QStringLiteral("%1/%2.png").arg(QString::fromLocal8Bit(argv[2])).arg(size);
        if (!image.save(path, "PNG")) {
            std::fprintf(stderr, "render-icon: %s cannot be written\n", qPrintable(path));
            return 1;
        }
    }
    return 0;
}
