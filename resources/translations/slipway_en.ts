<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Audit</name>
    <message numerus="yes">
        <source>%n paths can be read that the profile does not need.</source>
        <translation>
            <numerusform>%n path can be read that the profile does not need.</numerusform>
            <numerusform>%n paths can be read that the profile does not need.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unclear.</source>
        <translation>
            <numerusform>%n unclear.</numerusform>
            <numerusform>%n unclear.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not tested.</source>
        <translation>
            <numerusform>%n not tested.</numerusform>
            <numerusform>%n not tested.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The audit sends up to %1 read-only requests (GET). Each appears in the tenant&apos;s audit log, and refused ones may alarm whoever watches it; Slipway stays below ten refusals an hour.</source>
        <translation>
            <numerusform>The audit sends at most %1 read-only request (GET). It appears in the tenant&apos;s audit log, and if it is refused it may alarm whoever watches that log; Slipway stays below ten refusals an hour.</numerusform>
            <numerusform>The audit sends up to %1 read-only requests (GET). Each appears in the tenant&apos;s audit log, and refused ones may alarm whoever watches it; Slipway stays below ten refusals an hour.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BucketSource</name>
    <message numerus="yes">
        <source>It is too large (more than %1 bytes).</source>
        <translation>
            <numerusform>It is too large (more than %1 byte).</numerusform>
            <numerusform>It is too large (more than %1 bytes).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CaFile</name>
    <message numerus="yes">
        <source>SSL_CERT_DIR, %1: %n certificates</source>
        <translation>
            <numerusform>SSL_CERT_DIR, %1: %n certificate</numerusform>
            <numerusform>SSL_CERT_DIR, %1: %n certificates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificates (%1): %2</source>
        <translation>
            <numerusform>%n certificate (%1): %2</numerusform>
            <numerusform>%n certificates (%1): %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %n others are damaged</source>
        <translation>
            <numerusform>; another one is damaged</numerusform>
            <numerusform>; %n others are damaged</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Certificate</name>
    <message numerus="yes">
        <source>its key of %n bits is too short (2048 are needed)</source>
        <translation>
            <numerusform>its key of %n bit is too short (2048 are needed)</numerusform>
            <numerusform>its key of %n bits is too short (2048 are needed)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>its key of %n bits is too short (224 are needed)</source>
        <translation>
            <numerusform>its key of %n bit is too short (224 are needed)</numerusform>
            <numerusform>its key of %n bits is too short (224 are needed)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message numerus="yes">
        <source>%n more than needed.</source>
        <translation>
            <numerusform>%n more than needed.</numerusform>
            <numerusform>%n more than needed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ready: %1 of %n required permissions.</source>
        <translation>
            <numerusform>Ready: %1 of %n required permission.</numerusform>
            <numerusform>Ready: %1 of %n required permissions.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not ready: %n of %1 required permissions are missing.</source>
        <translation>
            <numerusform>Not ready: %n of %1 required permissions is missing.</numerusform>
            <numerusform>Not ready: %n of %1 required permissions are missing.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not conclusive: %1 of %n required permissions could be confirmed. Test again.</source>
        <translation>
            <numerusform>Not conclusive: %1 of %n required permission could be confirmed. Test again.</numerusform>
            <numerusform>Not conclusive: %1 of %n required permissions could be confirmed. Test again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CheckComparison</name>
    <message numerus="yes">
        <source>%n permissions were lost: %1.</source>
        <translation>
            <numerusform>%n permission was lost: %1.</numerusform>
            <numerusform>%n permissions were lost: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n permissions are now granted: %1.</source>
        <translation>
            <numerusform>%n permission is now granted: %1.</numerusform>
            <numerusform>%n permissions are now granted: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unneeded permissions were found: %1.</source>
        <translation>
            <numerusform>%n unneeded permission was found: %1.</numerusform>
            <numerusform>%n unneeded permissions were found: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unneeded permissions were no longer found: %1.</source>
        <translation>
            <numerusform>%n unneeded permission was no longer found: %1.</numerusform>
            <numerusform>%n unneeded permissions were no longer found: %1.</numerusform>
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
    <message numerus="yes">
        <source>
%1 of %n tenants are ready.</source>
        <translation>
            <numerusform>
%1 of %n tenant is ready.</numerusform>
            <numerusform>
%1 of %n tenants are ready.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The jobs belong to %n tenants (%1), but the given token belongs to only one.</source>
        <translation>
            <numerusform>The jobs belong to %n tenant (%1), but the given token belongs to another.</numerusform>
            <numerusform>The jobs belong to %n tenants (%1), but the given token belongs to only one.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>  and %L1 more</source>
        <translation>
            <numerusform>  and %L1 more</numerusform>
            <numerusform>  and %L1 more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>slipway-cli may open only %1 files at a time, and needs at least %2.
Raise the limit, for example with &quot;ulimit -n %3&quot;, and try again.</source>
        <translation>
            <numerusform>slipway-cli may open only %1 file at a time, and needs at least %2.
Raise the limit, for example with &quot;ulimit -n %3&quot;, and try again.</numerusform>
            <numerusform>slipway-cli may open only %1 files at a time, and needs at least %2.
Raise the limit, for example with &quot;ulimit -n %3&quot;, and try again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Conformance</name>
    <message numerus="yes">
        <source>%1 of them show neither V1 nor V2; they were compared with V2.</source>
        <translation>
            <numerusform>%1 of them shows neither V1 nor V2; it was compared with V2.</numerusform>
            <numerusform>%1 of them show neither V1 nor V2; they were compared with V2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A file does not say which API it comes from: %1 of them were taken for V1 because they have _insertion_epoch_timestamp and none of the fields that only V2 has.</source>
        <translation>
            <numerusform>A file does not say which API it comes from: %1 of them was taken for V1 because it has _insertion_epoch_timestamp and none of the fields that only V2 has.</numerusform>
            <numerusform>A file does not say which API it comes from: %1 of them were taken for V1 because they have _insertion_epoch_timestamp and none of the fields that only V2 has.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConnectionSteps</name>
    <message numerus="yes">
        <source>%n addresses</source>
        <translation>
            <numerusform>%n address</numerusform>
            <numerusform>%n addresses</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This computer&apos;s clock and the tenant&apos;s differ by %n seconds.</source>
        <translation>
            <numerusform>This computer&apos;s clock and the tenant&apos;s differ by %n second.</numerusform>
            <numerusform>This computer&apos;s clock and the tenant&apos;s differ by %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>For a moment, none of the tenant&apos;s %n requests were left.</source>
        <translation>
            <numerusform>For a moment the tenant did not have its one request left.</numerusform>
            <numerusform>For a moment, none of the tenant&apos;s %n requests were left.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EndpointCatalogue</name>
    <message numerus="yes">
        <source>%n kinds of alerts</source>
        <translation>
            <numerusform>%n kind of alerts</numerusform>
            <numerusform>%n kinds of alerts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EventFilter</name>
    <message numerus="yes">
        <source>A filter has at most %L1 characters; this selection needs more.</source>
        <translation>
            <numerusform>A filter has at most %L1 character; this selection needs more.</numerusform>
            <numerusform>A filter has at most %L1 characters; this selection needs more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportJob</name>
    <message numerus="yes">
        <source>%1 requests at the same time are not possible.</source>
        <translation>
            <numerusform>%1 request at the same time is not possible.</numerusform>
            <numerusform>%1 requests at the same time are not possible.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Fix</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FolderSource</name>
    <message numerus="yes">
        <source>It is too large (%1 bytes).</source>
        <translation>
            <numerusform>It is too large (%1 byte).</numerusform>
            <numerusform>It is too large (%1 bytes).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobService</name>
    <message numerus="yes">
        <source>Waiting for its turn: %n endpoints are fetched at a time</source>
        <translation>
            <numerusform>Waiting for its turn: %n endpoint is fetched at a time</numerusform>
            <numerusform>Waiting for its turn: %n endpoints are fetched at a time</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobStop</name>
    <message numerus="yes">
        <source>Job %1 is still running: the Slipway process that runs it has not answered within %n seconds.</source>
        <translation>
            <numerusform>Job %1 is still running: the Slipway process that runs it has not answered within %n second.</numerusform>
            <numerusform>Job %1 is still running: the Slipway process that runs it has not answered within %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinesCheck</name>
    <message numerus="yes">
        <source>Its %1 events do not make up whole pages.</source>
        <translation>
            <numerusform>Its %1 event is not that of whole pages.</numerusform>
            <numerusform>Its %1 events do not make up whole pages.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It has %1 events instead of %2.</source>
        <translation>
            <numerusform>It has %1 event instead of %2.</numerusform>
            <numerusform>It has %1 events instead of %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Its lines have %1 bytes instead of %2.</source>
        <translation>
            <numerusform>Its lines have %1 byte instead of %2.</numerusform>
            <numerusform>Its lines have %1 bytes instead of %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of its events lie outside the range.</source>
        <translation>
            <numerusform>%1 of its events lies outside the range.</numerusform>
            <numerusform>%1 of its events lie outside the range.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of its events are in the files of the export that it continues.</source>
        <translation>
            <numerusform>%1 of its events is in the files of the export that it continues.</numerusform>
            <numerusform>%1 of its events are in the files of the export that it continues.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of its events are from before the range; its pages list %2 such late events.</source>
        <translation>
            <numerusform>%1 of its events is from before the range; its pages list %2 such late events.</numerusform>
            <numerusform>%1 of its events are from before the range; its pages list %2 such late events.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of its events occur twice (same _id, same text).</source>
        <translation>
            <numerusform>%1 of its events occurs twice (same _id, same text).</numerusform>
            <numerusform>%1 of its events occur twice (same _id, same text).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ManifestCheck</name>
    <message numerus="yes">
        <source>Page %1: its checksum is not that of %2 events.</source>
        <translation>
            <numerusform>Page %1: its checksum is not that of %2 event.</numerusform>
            <numerusform>Page %1: its checksum is not that of %2 events.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message numerus="yes">
        <source>From %1 to %2: the first %n events. Export the range to get all of it.</source>
        <translation>
            <numerusform>From %1 to %2: the first event. Export the range to get all of it.</numerusform>
            <numerusform>From %1 to %2: the first %n events. Export the range to get all of it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>From %1 to %2: all %n events.</source>
        <translation>
            <numerusform>From %1 to %2: %n event.</numerusform>
            <numerusform>From %1 to %2: all %n events.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProgressLines</name>
    <message numerus="yes">
        <source>%1 %  %L2 events  %L3 events/s</source>
        <translation>
            <numerusform>%1 %  %L2 event  %L3 events/s</numerusform>
            <numerusform>%1 %  %L2 events  %L3 events/s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Proxy</name>
    <message numerus="yes">
        <source>The system did not say within %n seconds which proxy to use.</source>
        <translation>
            <numerusform>The system did not say within %n second which proxy to use.</numerusform>
            <numerusform>The system did not say within %n seconds which proxy to use.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RangeWarning</name>
    <message numerus="yes">
        <source>The range begins more than %n days ago (%1). Netskope keeps events for 90 days unless your contract says otherwise, so what is from before %2 is probably gone. Begin there if you do not need it; otherwise, ask your Netskope administrator how long your tenant keeps events, or look for an earlier export.</source>
        <translation>
            <numerusform>The range begins more than %n day ago (%1). Netskope keeps events for 90 days unless your contract says otherwise, so what is from before %2 is probably gone. Begin there if you do not need it; otherwise, ask your Netskope administrator how long your tenant keeps events, or look for an earlier export.</numerusform>
            <numerusform>The range begins more than %n days ago (%1). Netskope keeps events for 90 days unless your contract says otherwise, so what is from before %2 is probably gone. Begin there if you do not need it; otherwise, ask your Netskope administrator how long your tenant keeps events, or look for an earlier export.</numerusform>
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
    <message numerus="yes">
        <source>There are no fields named %1 in the events or in Netskope&apos;s schema.</source>
        <translation>
            <numerusform>There is no field named %1 in the events or in Netskope&apos;s schema.</numerusform>
            <numerusform>There are no fields named %1 in the events or in Netskope&apos;s schema.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No event was read that could show whether there are fields %1.</source>
        <translation>
            <numerusform>No event was read that could show whether there is a field %1.</numerusform>
            <numerusform>No event was read that could show whether there are fields %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> and %n more</numerusform>
            <numerusform> and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RequestLedger</name>
    <message numerus="yes">
        <source>%n requests</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not GET</source>
        <translation>
            <numerusform>%n not GET</numerusform>
            <numerusform>%n not GET</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResponsePage</name>
    <message numerus="yes">
        <source>The tenant&apos;s answer contains more than %1 events. Netskope documents 10,000 a page.</source>
        <translation>
            <numerusform>The tenant&apos;s answer contains more than %1 event. Netskope documents 10,000 a page.</numerusform>
            <numerusform>The tenant&apos;s answer contains more than %1 events. Netskope documents 10,000 a page.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SupportBundle</name>
    <message numerus="yes">
        <source>(%n bytes)</source>
        <translation>
            <numerusform>(%n byte)</numerusform>
            <numerusform>(%n bytes)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TlsStep</name>
    <message numerus="yes">
        <source>The tenant&apos;s certificate expires in %n days.</source>
        <translation>
            <numerusform>The tenant&apos;s certificate expires in %n day.</numerusform>
            <numerusform>The tenant&apos;s certificate expires in %n days.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TokenExpiry</name>
    <message numerus="yes">
        <source>token expires in %n days</source>
        <translation>
            <numerusform>token expires in %n day</numerusform>
            <numerusform>token expires in %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Verify</name>
    <message numerus="yes">
        <source>It has %1 bytes instead of %2.</source>
        <translation>
            <numerusform>It has %1 byte instead of %2.</numerusform>
            <numerusform>It has %1 bytes instead of %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::AccessPage</name>
    <message numerus="yes">
        <source>%n granted endpoints are not needed.</source>
        <translation>
            <numerusform>%n granted endpoint is not needed.</numerusform>
            <numerusform>%n granted endpoints are not needed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n endpoints that are not needed were tested, too.</source>
        <translation>
            <numerusform>%n endpoint that is not needed was tested, too.</numerusform>
            <numerusform>%n endpoints that are not needed were tested, too.</numerusform>
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
    <name>slipway::ConformanceView</name>
    <message numerus="yes">
        <source>The first %1 of %2 differences are listed.</source>
        <translation>
            <numerusform>The only difference is listed.</numerusform>
            <numerusform>The first %1 of %2 differences are listed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ConnectionChips</name>
    <message numerus="yes">
        <source>Connection: %n steps passed</source>
        <translation>
            <numerusform>Connection: %n step passed</numerusform>
            <numerusform>Connection: %n steps passed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::DifferenceView</name>
    <message numerus="yes">
        <source> · The first %1 are shown</source>
        <translation>
            <numerusform> · The first one is shown</numerusform>
            <numerusform> · The first %1 are shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EndpointPicker</name>
    <message numerus="yes">
        <source>%n &amp;more</source>
        <translation>
            <numerusform>%n &amp;more</numerusform>
            <numerusform>%n &amp;more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EventDetail</name>
    <message numerus="yes">
        <source>Only the first %L1 fields are listed.</source>
        <translation>
            <numerusform>Only the first field is listed.</numerusform>
            <numerusform>Only the first %L1 fields are listed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EventFile</name>
    <message numerus="yes">
        <source>The file has more than %L1 lines; only these are shown.</source>
        <translation>
            <numerusform>The file has more than %L1 line; only this one is shown.</numerusform>
            <numerusform>The file has more than %L1 lines; only these are shown.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 has more than %L2 events in one JSON document.</source>
        <translation>
            <numerusform>%1 has more than %L2 event in one JSON document.</numerusform>
            <numerusform>%1 has more than %L2 events in one JSON document.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EventTable</name>
    <message numerus="yes">
        <source>Only the first %L1 events were copied: more would be too much for the clipboard. Export them instead.</source>
        <translation>
            <numerusform>Only the first event was copied: more would be too much for the clipboard. Export them instead.</numerusform>
            <numerusform>Only the first %L1 events were copied: more would be too much for the clipboard. Export them instead.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ExpiryWatch</name>
    <message numerus="yes">
        <source>The token of %1 expires in %n days</source>
        <translation>
            <numerusform>The token of %1 expires in %n day</numerusform>
            <numerusform>The token of %1 expires in %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ExportOutlook</name>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hours</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %L1, judging by earlier exports</source>
        <translation>
            <numerusform>about %L1, judging by earlier exports</numerusform>
            <numerusform>about %L1, judging by earlier exports</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes or more</source>
        <translation>
            <numerusform>%n minute or more</numerusform>
            <numerusform>%n minutes or more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::JobsView</name>
    <message numerus="yes">
        <source>%n running, %1 %</source>
        <translation>
            <numerusform>%n running, %1 %</numerusform>
            <numerusform>%n running, %1 %</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n queued</numerusform>
            <numerusform>%n queued</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting for you</source>
        <translation>
            <numerusform>%n waiting for you</numerusform>
            <numerusform>%n waiting for you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ended</source>
        <translation>
            <numerusform>%n ended</numerusform>
            <numerusform>%n ended</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Verified quickly. %1 All files are there with the sizes in their manifest, but the store knows no checksum for %2 of them: only a full verification can tell whether those were changed.</source>
        <translation>
            <numerusform>Verified quickly. %1 All files are there with the sizes in their manifest, but the store knows no checksum for %2 of them: only a full verification can tell whether that one was changed.</numerusform>
            <numerusform>Verified quickly. %1 All files are there with the sizes in their manifest, but the store knows no checksum for %2 of them: only a full verification can tell whether those were changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The files are not what was exported. %1 (and %n more; use Copy to get them all)</source>
        <translation>
            <numerusform>The files are not what was exported. %1 (and %n more; use Copy to get both)</numerusform>
            <numerusform>The files are not what was exported. %1 (and %n more; use Copy to get them all)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more; unfold the job to see them</source>
        <translation>
            <numerusform>and %n more; unfold the job to see it</numerusform>
            <numerusform>and %n more; unfold the job to see them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Resume %n jobs</source>
        <translation>
            <numerusform>Resume %n job</numerusform>
            <numerusform>Resume %n jobs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::MainWindow</name>
    <message numerus="yes">
        <source>The token expires in %n days, on %1.</source>
        <translation>
            <numerusform>The token expires in %n day, on %1.</numerusform>
            <numerusform>The token expires in %n days, on %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of its exports are not finished.</source>
        <translation>
            <numerusform>One of its exports is not finished.</numerusform>
            <numerusform>%n of its exports are not finished.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n exports that were running when Slipway last ended have been resumed.</source>
        <translation>
            <numerusform>The export that was running when Slipway last ended has been resumed.</numerusform>
            <numerusform>The %n exports that were running when Slipway last ended have been resumed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::PreviewStatus</name>
    <message numerus="yes">
        <source>%L1 of %L2 match</source>
        <translation>
            <numerusform>%L1 of %L2 matches</numerusform>
            <numerusform>%L1 of %L2 match</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>only the first %L1 are listed: filter to reach the others</source>
        <translation>
            <numerusform>only the first one is listed: filter to reach the others</numerusform>
            <numerusform>only the first %L1 are listed: filter to reach the others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ProfileModel</name>
    <message numerus="yes">
        <source>Estimated: beyond %n different values they are not counted one by one</source>
        <translation>
            <numerusform>Estimated: beyond %n value they are not counted one by one</numerusform>
            <numerusform>Estimated: beyond %n different values they are not counted one by one</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::TenantHeader</name>
    <message numerus="yes">
        <source>%n missing</source>
        <translation>
            <numerusform>%n missing</numerusform>
            <numerusform>%n missing</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::TenantSidebar</name>
    <message numerus="yes">
        <source>%n d left</source>
        <translation>
            <numerusform>%n d left</numerusform>
            <numerusform>%n d left</numerusform>
        </translation>
    </message>
</context>
</TS>
