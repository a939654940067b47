// The style in which controls are drawn: flat surfaces, a single border, round corners, and one
// accent colour for what is primary, ticked or focused. Sizes follow the font; at 96 dots per inch
// a control is 30 pixels high.
#pragma once
#include <QProxyStyle>

namespace slipway::theme {

// The property of a field whose content cannot be used; see markInvalid().
inline constexpr auto invalidProperty = "slipwayInvalid";
// The properties that makeQuiet() and makeCard() set.
inline constexpr auto quietProperty = "slipwayQuiet", cardProperty = "slipwayCard";

class Style : public QProxyStyle
{
    Q_OBJECT
public:
    Style();

    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                           const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *returned) const override;
    QIcon standardIcon(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option,
                         const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    void polish(QWidget *widget) override;
    using QProxyStyle::polish;
};

} // namespace slipway::theme
