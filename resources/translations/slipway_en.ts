<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Check</name>
    <message numerus="yes">
        <source>%n more than needed.</source>
        <translation>
            <numerusform>%n more than needed.</numerusform>
            <numerusform>%n more than needed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message numerus="yes">
        <source>%L1 event(s)</source>
        <translation>
            <numerusform>%L1 event</numerusform>
            <numerusform>%L1 events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 late event(s)</source>
        <translation>
            <numerusform>%L1 late event</numerusform>
            <numerusform>%L1 late events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 duplicate(s)</source>
        <translation>
            <numerusform>%L1 duplicate</numerusform>
            <numerusform>%L1 duplicates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 raw line break(s)</source>
        <translation>
            <numerusform>%L1 raw line break</numerusform>
            <numerusform>%L1 raw line breaks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 request(s)</source>
        <translation>
            <numerusform>%L1 request</numerusform>
            <numerusform>%L1 requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 page(s)</source>
        <translation>
            <numerusform>%L1 page</numerusform>
            <numerusform>%L1 pages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 file(s)</source>
        <translation>
            <numerusform>%L1 file</numerusform>
            <numerusform>%L1 files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 path(s)</source>
        <translation>
            <numerusform>%L1 path</numerusform>
            <numerusform>%L1 paths</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 profile(s)</source>
        <translation>
            <numerusform>%L1 profile</numerusform>
            <numerusform>%L1 profiles</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RangeWarning</name>
    <message numerus="yes">
        <source>The range begins %n days ago (%1). Netskope keeps events for 90 days unless your contract says otherwise, so the older ones are probably gone.</source>
        <translation>
            <numerusform>The range begins %n day ago (%1). Netskope keeps events for 90 days unless your contract says otherwise, so the older ones are probably gone.</numerusform>
            <numerusform>The range begins %n days ago (%1). Netskope keeps events for 90 days unless your contract says otherwise, so the older ones are probably gone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message numerus="yes">
        <source> (%n day(s) left)</source>
        <translation>
            <numerusform> (%n day left)</numerusform>
            <numerusform> (%n days left)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::Background</name>
    <message numerus="yes">
        <source>Slipway: %n export(s) running</source>
        <translation>
            <numerusform>Slipway: %n export running</numerusform>
            <numerusform>Slipway: %n exports running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ExportPage</name>
    <message numerus="yes">
        <source> This takes %n minute(s) or more.</source>
        <translation>
            <numerusform> This takes %n minute or more.</numerusform>
            <numerusform> This takes %n minutes or more.</numerusform>
        </translation>
    </message>
</context>
</TS>
