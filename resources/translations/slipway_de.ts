<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AnswerSpool</name>
    <message>
        <source>An answer that was requested ahead cannot be stored</source>
        <translation>Eine im Voraus angeforderte Antwort kann nicht aufbewahrt werden</translation>
    </message>
    <message>
        <source>An answer that was requested ahead cannot be read</source>
        <translation>Eine im Voraus angeforderte Antwort kann nicht gelesen werden</translation>
    </message>
</context>
<context>
    <name>Api</name>
    <message>
        <source>REST API v2, dataexport iterator</source>
        <translation>REST API v2, dataexport-Iterator</translation>
    </message>
    <message>
        <source>REST API v1 (retired by Netskope in 2024)</source>
        <translation>REST API v1 (von Netskope 2024 eingestellt)</translation>
    </message>
</context>
<context>
    <name>ApiClient</name>
    <message>
        <source>%1 stopped sending in the middle of an answer.</source>
        <translation>%1 hat mitten in einer Antwort aufgehört zu senden.</translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation>%1 hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted: %2.</source>
        <translation>Dem Zertifikat von %1 wird nicht vertraut: %2.</translation>
    </message>
    <message>
        <source>If your company inspects TLS traffic, add its CA certificate to the tenant&apos;s settings.</source>
        <translation>Wenn Ihre Firma den TLS-Verkehr prüft, tragen Sie ihr CA-Zertifikat in den Einstellungen des Tenants ein.</translation>
    </message>
    <message>
        <source>%1 does not answer as an HTTP server should: %2</source>
        <translation>%1 antwortet nicht wie ein HTTP-Server: %2</translation>
    </message>
    <message>
        <source>A gateway or proxy between this computer and the tenant may rewrite answers: ask its administrator. Also check that the address is that of the Netskope tenant.</source>
        <translation>Möglicherweise schreibt ein Gateway oder Proxy zwischen diesem Computer und dem Tenant Antworten um: Fragen Sie dessen Administrator. Prüfen Sie auch, ob die Adresse die des Netskope-Tenants ist.</translation>
    </message>
    <message>
        <source>Check the network and the proxy, then try again.</source>
        <translation>Prüfen Sie Netzwerk und Proxy und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>No host named %1 was found.</source>
        <translation>Es wurde kein Host namens %1 gefunden.</translation>
    </message>
    <message>
        <source>Check the tenant&apos;s address for typos, and this computer&apos;s DNS.</source>
        <translation>Prüfen Sie die Adresse des Tenants auf Tippfehler und das DNS dieses Computers.</translation>
    </message>
    <message>
        <source>%1 refuses the connection.</source>
        <translation>%1 lehnt die Verbindung ab.</translation>
    </message>
    <message>
        <source>Check the address, and whether a firewall or proxy is in the way.</source>
        <translation>Prüfen Sie die Adresse und ob eine Firewall oder ein Proxy im Weg ist.</translation>
    </message>
    <message>
        <source>No secure connection to %1 could be made.</source>
        <translation>Zu %1 konnte keine sichere Verbindung aufgebaut werden.</translation>
    </message>
    <message>
        <source>The answer from %1 broke off.</source>
        <translation>Die Antwort von %1 brach ab.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The connection to %1 was lost.</source>
        <translation>Die Verbindung zu %1 ging verloren.</translation>
    </message>
    <message>
        <source>Check the network, then try again.</source>
        <translation>Prüfen Sie das Netzwerk und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>%1 is not a read call of API v1.</source>
        <translation>%1 ist kein lesender Aufruf von API v1.</translation>
    </message>
    <message>
        <source>The token contains characters that cannot be part of a token.</source>
        <translation>Das Token enthält Zeichen, die in keinem Token vorkommen.</translation>
    </message>
    <message>
        <source>Copy it again and replace it.</source>
        <translation>Kopieren Sie es noch einmal und ersetzen Sie es.</translation>
    </message>
    <message>
        <source>%1 sends its answer too slowly: %2 bytes in %3 s.</source>
        <translation>%1 sendet die Antwort zu langsam: %2 Bytes in %3 s.</translation>
    </message>
    <message>
        <source>The answer from %1 was not complete after %2 s.</source>
        <translation>Die Antwort von %1 war nach %2 s nicht vollständig.</translation>
    </message>
</context>
<context>
    <name>Audit</name>
    <message>
        <source>A web page came back instead of an answer from the API.</source>
        <translation>Statt einer Antwort der API kam eine Webseite zurück.</translation>
    </message>
    <message>
        <source>HTTP %1 says nothing about the permission.</source>
        <translation>HTTP %1 sagt nichts über die Berechtigung aus.</translation>
    </message>
    <message>
        <source>None of the paths that were tested can be read.</source>
        <translation>Keiner der getesteten Pfade kann gelesen werden.</translation>
    </message>
    <message>
        <source>Nothing was tested.</source>
        <translation>Es wurde nichts getestet.</translation>
    </message>
    <message>
        <source>This hour&apos;s refusals are used up: continue after %1.</source>
        <translation>Die Ablehnungen dieser Stunde sind aufgebraucht: Machen Sie nach %1 weiter.</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>testing…</source>
        <translation>wird getestet …</translation>
    </message>
    <message>
        <source>can be read</source>
        <translation>lesbar</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>not on this tenant</source>
        <translation>auf diesem Tenant nicht vorhanden</translation>
    </message>
    <message>
        <source>unclear</source>
        <translation>unklar</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>Least-privilege audit: %1</source>
        <translation>Audit der geringsten Rechte: %1</translation>
    </message>
    <message>
        <source>The audit was stopped.</source>
        <translation>Das Audit wurde angehalten.</translation>
    </message>
    <message>
        <source>There were nine refusals within an hour.</source>
        <translation>Es gab neun Ablehnungen innerhalb einer Stunde.</translation>
    </message>
    <message>
        <source>Events that %1 does not read.</source>
        <translation>Ereignisse, die %1 nicht liest.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a path that Slipway audits.</source>
        <translation>„%1“ ist kein Pfad, den Slipway prüft.</translation>
    </message>
    <message>
        <source>Known paths: %1.</source>
        <translation>Bekannte Pfade: %1.</translation>
    </message>
    <message numerus="yes">
        <source>The audit sends up to %1 read-only requests (GET). Each appears in the tenant&apos;s audit log, and refused ones may alarm whoever watches it; Slipway stays below ten refusals an hour.</source>
        <translation>
            <numerusform>Das Audit sendet höchstens %1 lesende Anfrage (GET). Sie erscheint im Auditprotokoll des Tenants, und wenn sie abgelehnt wird, kann sie Alarm auslösen; Slipway bleibt unter zehn Ablehnungen pro Stunde.</numerusform>
            <numerusform>Das Audit sendet bis zu %1 lesende Anfragen (GET). Jede erscheint im Auditprotokoll des Tenants, und abgelehnte können Alarm auslösen; Slipway bleibt unter zehn Ablehnungen pro Stunde.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paths can be read that the profile does not need.</source>
        <translation>
            <numerusform>%n Pfad kann gelesen werden, den das Profil nicht benötigt.</numerusform>
            <numerusform>%n Pfade können gelesen werden, die das Profil nicht benötigt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unclear.</source>
        <translation>
            <numerusform>%n unklar.</numerusform>
            <numerusform>%n unklar.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not tested.</source>
        <translation>
            <numerusform>%n nicht getestet.</numerusform>
            <numerusform>%n nicht getestet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AuditPaths</name>
    <message>
        <source>API tokens</source>
        <translation>API-Token</translation>
    </message>
    <message>
        <source>Shows every API token of the tenant with its permissions; with write access it could make new ones.</source>
        <translation>Zeigt jedes API-Token des Tenants mit seinen Berechtigungen; mit Schreibzugriff könnte es neue erstellen.</translation>
    </message>
    <message>
        <source>Administrator roles</source>
        <translation>Administratorrollen</translation>
    </message>
    <message>
        <source>Shows who may administer the tenant and how.</source>
        <translation>Zeigt, wer den Tenant verwalten darf und wie.</translation>
    </message>
    <message>
        <source>SCIM users</source>
        <translation>SCIM-Benutzer</translation>
    </message>
    <message>
        <source>Gives the names and addresses of all users.</source>
        <translation>Gibt Namen und Adressen aller Benutzer preis.</translation>
    </message>
    <message>
        <source>URL lists</source>
        <translation>URL-Listen</translation>
    </message>
    <message>
        <source>Shows which sites are blocked or allowed; with write access it could change them.</source>
        <translation>Zeigt, welche Websites gesperrt oder erlaubt sind; mit Schreibzugriff könnte es sie ändern.</translation>
    </message>
    <message>
        <source>Publishers</source>
        <translation>Publisher</translation>
    </message>
    <message>
        <source>Shows the way into private applications.</source>
        <translation>Zeigt den Weg in private Anwendungen.</translation>
    </message>
    <message>
        <source>Intrusion prevention status</source>
        <translation>Status der Intrusion Prevention</translation>
    </message>
    <message>
        <source>Shows which protection is switched on.</source>
        <translation>Zeigt, welcher Schutz eingeschaltet ist.</translation>
    </message>
    <message>
        <source>Supported operating systems</source>
        <translation>Unterstützte Betriebssysteme</translation>
    </message>
    <message>
        <source>Harmless by itself; shows that the token reaches device functions.</source>
        <translation>Für sich genommen harmlos; zeigt, dass das Token Gerätefunktionen erreicht.</translation>
    </message>
    <message>
        <source>DNS record types</source>
        <translation>DNS-Eintragstypen</translation>
    </message>
    <message>
        <source>Harmless by itself; shows that the token reaches profile functions.</source>
        <translation>Für sich genommen harmlos; zeigt, dass das Token Profilfunktionen erreicht.</translation>
    </message>
    <message>
        <source>SCIM groups</source>
        <translation>SCIM-Gruppen</translation>
    </message>
    <message>
        <source>Gives the groups of the directory.</source>
        <translation>Gibt die Gruppen des Verzeichnisses preis.</translation>
    </message>
    <message>
        <source>Private access rules</source>
        <translation>Regeln für privaten Zugriff</translation>
    </message>
    <message>
        <source>Shows who reaches which private application.</source>
        <translation>Zeigt, wer welche private Anwendung erreicht.</translation>
    </message>
    <message>
        <source>Private applications</source>
        <translation>Private Anwendungen</translation>
    </message>
    <message>
        <source>Shows the addresses of internal applications.</source>
        <translation>Zeigt die Adressen interner Anwendungen.</translation>
    </message>
    <message>
        <source>Custom categories</source>
        <translation>Eigene Kategorien</translation>
    </message>
    <message>
        <source>Shows how sites are sorted for policies.</source>
        <translation>Zeigt, wie Websites für Richtlinien eingeordnet werden.</translation>
    </message>
    <message>
        <source>Destination profiles</source>
        <translation>Zielprofile</translation>
    </message>
    <message>
        <source>Shows destinations that policies name.</source>
        <translation>Zeigt Ziele, die in Richtlinien vorkommen.</translation>
    </message>
    <message>
        <source>Application tags</source>
        <translation>Anwendungs-Tags</translation>
    </message>
    <message>
        <source>Shows how applications are rated.</source>
        <translation>Zeigt, wie Anwendungen bewertet werden.</translation>
    </message>
    <message>
        <source>Alert search</source>
        <translation>Alarmsuche</translation>
    </message>
    <message>
        <source>Searches alerts without the export interface.</source>
        <translation>Durchsucht Alarme ohne die Exportschnittstelle.</translation>
    </message>
    <message>
        <source>Application event search</source>
        <translation>Suche in Anwendungsereignissen</translation>
    </message>
    <message>
        <source>Searches the activity of all users.</source>
        <translation>Durchsucht die Aktivität aller Benutzer.</translation>
    </message>
</context>
<context>
    <name>BucketSource</name>
    <message>
        <source>It is missing.</source>
        <translation>Es fehlt.</translation>
    </message>
    <message>
        <source>These credentials may not read %1.</source>
        <translation>Diese Zugangsdaten dürfen %1 nicht lesen.</translation>
    </message>
    <message>
        <source>Verifying needs permission to read and to list. How each file was checked at its upload is recorded in the manifest (&quot;verified&quot;).</source>
        <translation>Das Überprüfen benötigt die Berechtigung zum Lesen und Auflisten. Wie jede Datei beim Hochladen geprüft wurde, steht im Manifest („verified“).</translation>
    </message>
    <message>
        <source>The connection broke while %1 was being read.</source>
        <translation>Die Verbindung brach ab, während %1 gelesen wurde.</translation>
    </message>
    <message>
        <source>%1 could not be read.</source>
        <translation>%1 konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Nothing is known about the files: check the network, then verify again.</source>
        <translation>Über die Dateien ist nichts bekannt: Prüfen Sie das Netzwerk und überprüfen Sie dann noch einmal.</translation>
    </message>
    <message>
        <source>%1 was changed while it was being read.</source>
        <translation>%1 wurde geändert, während es gelesen wurde.</translation>
    </message>
    <message>
        <source>Verify again when nothing is being written there any more.</source>
        <translation>Überprüfen Sie noch einmal, wenn dort niemand mehr schreibt.</translation>
    </message>
    <message>
        <source>%1 Trying again in %2 s.</source>
        <translation>%1 Neuer Versuch in %2 s.</translation>
    </message>
    <message>
        <source>The verification was stopped.</source>
        <translation>Die Überprüfung wurde angehalten.</translation>
    </message>
    <message numerus="yes">
        <source>It is too large (more than %1 bytes).</source>
        <translation>
            <numerusform>Es ist zu groß (mehr als %1 Byte).</numerusform>
            <numerusform>Es ist zu groß (mehr als %1 Bytes).</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no manifest in %1.</source>
        <translation>In %1 ist kein Manifest.</translation>
    </message>
    <message>
        <source>A manifest is named JOB-manifest.json and exists once its export is complete.</source>
        <translation>Ein Manifest heißt JOB-manifest.json und entsteht, sobald sein Export vollständig ist.</translation>
    </message>
</context>
<context>
    <name>BuildFacts</name>
    <message>
        <source>Built with</source>
        <translation>Gebaut mit</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>Bibliotheken</translation>
    </message>
</context>
<context>
    <name>CaFile</name>
    <message>
        <source>Choose a file with the certificate of the authority, in PEM or DER form.</source>
        <translation>Wählen Sie eine Datei mit dem Zertifikat der Zertifizierungsstelle in PEM- oder DER-Form.</translation>
    </message>
    <message>
        <source>Convert it with: %1</source>
        <translation>Wandeln Sie sie um mit: %1</translation>
    </message>
    <message>
        <source>%1 contains an OpenSSL TRUSTED CERTIFICATE, which has settings that Slipway does not apply.</source>
        <translation>%1 enthält ein OpenSSL-TRUSTED-CERTIFICATE mit Einstellungen, die Slipway nicht anwendet.</translation>
    </message>
    <message>
        <source>%1 contains a private key and no certificate.</source>
        <translation>%1 enthält einen privaten Schlüssel und kein Zertifikat.</translation>
    </message>
    <message>
        <source>A private key is not needed here and should stay secret. %1</source>
        <translation>Ein privater Schlüssel wird hier nicht gebraucht und sollte geheim bleiben. %1</translation>
    </message>
    <message>
        <source>%1 contains a request for a certificate, not a certificate.</source>
        <translation>%1 enthält eine Zertifikatsanforderung, kein Zertifikat.</translation>
    </message>
    <message>
        <source>%1 contains a list of revoked certificates, not a certificate.</source>
        <translation>%1 enthält eine Liste widerrufener Zertifikate, kein Zertifikat.</translation>
    </message>
    <message>
        <source>%1 contains a public key without a certificate.</source>
        <translation>%1 enthält einen öffentlichen Schlüssel ohne Zertifikat.</translation>
    </message>
    <message>
        <source>%1 is a PKCS #7 file without a certificate.</source>
        <translation>%1 ist eine PKCS-#7-Datei ohne Zertifikat.</translation>
    </message>
    <message>
        <source>The certificate in %1 is damaged.</source>
        <translation>Das Zertifikat in %1 ist beschädigt.</translation>
    </message>
    <message>
        <source>Fetch or export the file again; a part of it may be missing.</source>
        <translation>Laden oder exportieren Sie die Datei noch einmal; vielleicht fehlt ein Teil.</translation>
    </message>
    <message>
        <source>%1 is a Java key store.</source>
        <translation>%1 ist ein Java-Keystore.</translation>
    </message>
    <message>
        <source>%1 is a PKCS #12 file (.p12, .pfx), which may contain a private key.</source>
        <translation>%1 ist eine PKCS-#12-Datei (.p12, .pfx), die einen privaten Schlüssel enthalten kann.</translation>
    </message>
    <message>
        <source>%1 is a ZIP archive.</source>
        <translation>%1 ist ein ZIP-Archiv.</translation>
    </message>
    <message>
        <source>Unpack it and choose the certificate in it.</source>
        <translation>Entpacken Sie es und wählen Sie das Zertifikat darin.</translation>
    </message>
    <message>
        <source>%1 is a web page, not a certificate.</source>
        <translation>%1 ist eine Webseite, kein Zertifikat.</translation>
    </message>
    <message>
        <source>The download may have led to a login page. Fetch the certificate again.</source>
        <translation>Der Download hat vielleicht zu einer Anmeldeseite geführt. Laden Sie das Zertifikat noch einmal.</translation>
    </message>
    <message>
        <source>The certificate in %1 is damaged: its END line is missing.</source>
        <translation>Das Zertifikat in %1 ist beschädigt: Seine END-Zeile fehlt.</translation>
    </message>
    <message>
        <source>%1 contains no certificate.</source>
        <translation>%1 enthält kein Zertifikat.</translation>
    </message>
    <message>
        <source>Choose a file in PEM form (it begins with -----BEGIN CERTIFICATE-----) or in DER form.</source>
        <translation>Wählen Sie eine Datei in PEM-Form (sie beginnt mit -----BEGIN CERTIFICATE-----) oder in DER-Form.</translation>
    </message>
    <message>
        <source>PEM</source>
        <translation>PEM</translation>
    </message>
    <message>
        <source>DER</source>
        <translation>DER</translation>
    </message>
    <message>
        <source>PKCS #7</source>
        <translation>PKCS #7</translation>
    </message>
    <message>
        <source>without a name</source>
        <translation>ohne Namen</translation>
    </message>
    <message>
        <source>SSL_CERT_FILE, %1: %2</source>
        <translation>SSL_CERT_FILE, %1: %2</translation>
    </message>
    <message>
        <source>SSL_CERT_FILE names %1, which cannot be used: %2</source>
        <translation>SSL_CERT_FILE nennt %1, das nicht verwendet werden kann: %2</translation>
    </message>
    <message>
        <source>SSL_CERT_DIR names %1, which is not a folder.</source>
        <translation>SSL_CERT_DIR nennt %1, das kein Ordner ist.</translation>
    </message>
    <message>
        <source>There is no CA file %1.</source>
        <translation>Es gibt keine CA-Datei %1.</translation>
    </message>
    <message>
        <source>Check the path; it may have been moved or mistyped.</source>
        <translation>Prüfen Sie den Pfad; vielleicht wurde sie verschoben oder der Pfad ist falsch geschrieben.</translation>
    </message>
    <message>
        <source>%1 is a folder, not a CA file.</source>
        <translation>%1 ist ein Ordner, keine CA-Datei.</translation>
    </message>
    <message>
        <source>Choose a file in it.</source>
        <translation>Wählen Sie eine Datei darin.</translation>
    </message>
    <message>
        <source>%1 is not a regular file.</source>
        <translation>%1 ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>The CA file %1 cannot be read.</source>
        <translation>Die CA-Datei %1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Check that you may read it.</source>
        <translation>Prüfen Sie, ob Sie sie lesen dürfen.</translation>
    </message>
    <message>
        <source>%1 is too large for a file of certificates.</source>
        <translation>%1 ist zu groß für eine Zertifikatsdatei.</translation>
    </message>
    <message>
        <source>The CA file %1 is empty.</source>
        <translation>Die CA-Datei %1 ist leer.</translation>
    </message>
    <message>
        <source>CA file %1: %2</source>
        <translation>CA-Datei %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>SSL_CERT_DIR, %1: %n certificates</source>
        <translation>
            <numerusform>SSL_CERT_DIR, %1: %n Zertifikat</numerusform>
            <numerusform>SSL_CERT_DIR, %1: %n Zertifikate</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificates (%1): %2</source>
        <translation>
            <numerusform>%n Zertifikat (%1): %2</numerusform>
            <numerusform>%n Zertifikate (%1): %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %n others are damaged</source>
        <translation>
            <numerusform>; ein weiteres ist beschädigt</numerusform>
            <numerusform>; %n weitere sind beschädigt</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is packed with gzip.</source>
        <translation>%1 ist mit gzip gepackt.</translation>
    </message>
    <message>
        <source>%1 is %2 text.</source>
        <translation>%1 ist %2-Text.</translation>
    </message>
    <message>
        <source>The line BEGIN CERTIFICATE in %1 was changed.</source>
        <translation>Die Zeile BEGIN CERTIFICATE in %1 wurde verändert.</translation>
    </message>
    <message>
        <source>It must be exactly: -----BEGIN CERTIFICATE-----, with five hyphens on each side. Fetch the file again, and not as text in a mail.</source>
        <translation>Sie muss genau so lauten: -----BEGIN CERTIFICATE-----, mit fünf Bindestrichen auf jeder Seite. Holen Sie die Datei noch einmal, und nicht als Text in einer E-Mail.</translation>
    </message>
</context>
<context>
    <name>Certificate</name>
    <message>
        <source>it is signed with MD5, which can be forged</source>
        <translation>es ist mit MD5 signiert, was gefälscht werden kann</translation>
    </message>
    <message>
        <source>it is signed with SHA-1, which can be forged</source>
        <translation>es ist mit SHA-1 signiert, was gefälscht werden kann</translation>
    </message>
    <message>
        <source>the certificate of its issuer is too weak: %1</source>
        <translation>das Zertifikat seines Ausstellers ist zu schwach: %1</translation>
    </message>
    <message>
        <source>this computer&apos;s OpenSSL does not accept it and gives no reason</source>
        <translation>OpenSSL auf diesem Computer akzeptiert es nicht und nennt keinen Grund</translation>
    </message>
    <message>
        <source>it expired on %1</source>
        <translation>es ist am %1 abgelaufen</translation>
    </message>
    <message>
        <source>it is not valid before %1 (is this computer&apos;s clock right?)</source>
        <translation>es ist erst ab %1 gültig (geht die Uhr dieses Computers richtig?)</translation>
    </message>
    <message>
        <source>it is signed by itself, not by an authority that this computer knows</source>
        <translation>es ist von sich selbst signiert, nicht von einer Zertifizierungsstelle, die dieser Computer kennt</translation>
    </message>
    <message>
        <source>it was issued for another host</source>
        <translation>es wurde für einen anderen Host ausgestellt</translation>
    </message>
    <message>
        <source>it was issued for another host (%1)</source>
        <translation>es wurde für einen anderen Host ausgestellt (%1)</translation>
    </message>
    <message>
        <source>its issuer is unknown to this computer</source>
        <translation>sein Aussteller ist diesem Computer unbekannt</translation>
    </message>
    <message numerus="yes">
        <source>its key of %n bits is too short (2048 are needed)</source>
        <translation>
            <numerusform>sein Schlüssel von %n Bit ist zu kurz (2048 sind nötig)</numerusform>
            <numerusform>sein Schlüssel von %n Bit ist zu kurz (2048 sind nötig)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>its key of %n bits is too short (224 are needed)</source>
        <translation>
            <numerusform>sein Schlüssel von %n Bit ist zu kurz (224 sind nötig)</numerusform>
            <numerusform>sein Schlüssel von %n Bit ist zu kurz (224 sind nötig)</numerusform>
        </translation>
    </message>
    <message>
        <source>the certificate of its issuer &quot;%1&quot; expired on %2</source>
        <translation>das Zertifikat seines Ausstellers „%1“ ist am %2 abgelaufen</translation>
    </message>
    <message>
        <source>the certificate of its issuer &quot;%1&quot; is not valid before %2 (is this computer&apos;s clock right?)</source>
        <translation>das Zertifikat seines Ausstellers „%1“ gilt erst ab %2 (stimmt die Uhr dieses Computers?)</translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message>
        <source>The token may read this path.</source>
        <translation>Das Token darf diesen Pfad lesen.</translation>
    </message>
    <message>
        <source>The token may read this endpoint.</source>
        <translation>Das Token darf diesen Endpunkt lesen.</translation>
    </message>
    <message>
        <source>Granted: the tenant was busy with another of Slipway&apos;s requests (409), which proves the permission.</source>
        <translation>Erteilt: Der Tenant war mit einer anderen Anfrage von Slipway beschäftigt (409), was die Berechtigung beweist.</translation>
    </message>
    <message>
        <source>Not tested: the check was stopped.</source>
        <translation>Nicht getestet: Der Test wurde angehalten.</translation>
    </message>
    <message>
        <source>Not tested: the connection had failed.</source>
        <translation>Nicht getestet: Die Verbindung war fehlgeschlagen.</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>übersprungen</translation>
    </message>
    <message>
        <source>    (%1) %2</source>
        <translation>    (%1) %2</translation>
    </message>
    <message>
        <source>testing…</source>
        <translation>wird getestet …</translation>
    </message>
    <message>
        <source>granted</source>
        <translation>erteilt</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>token refused</source>
        <translation>Token abgelehnt</translation>
    </message>
    <message>
        <source>rate limited</source>
        <translation>Ratenlimit erreicht</translation>
    </message>
    <message>
        <source>not available</source>
        <translation>nicht verfügbar</translation>
    </message>
    <message>
        <source>not conclusive</source>
        <translation>nicht eindeutig</translation>
    </message>
    <message>
        <source>Token &quot;%1&quot;%2%3</source>
        <translation>Token „%1“%2%3</translation>
    </message>
    <message>
        <source>, expires %1</source>
        <translation>, läuft am %1 ab</translation>
    </message>
    <message>
        <source> (most likely: several tokens are listed)</source>
        <translation> (höchstwahrscheinlich: mehrere Token sind aufgeführt)</translation>
    </message>
    <message>
        <source> request %1</source>
        <translation> Anfrage %1</translation>
    </message>
    <message>
        <source>needed</source>
        <translation>benötigt</translation>
    </message>
    <message>
        <source>%1:</source>
        <translation>%1:</translation>
    </message>
    <message>
        <source>More than needed:</source>
        <translation>Mehr als nötig:</translation>
    </message>
    <message>
        <source> (write)</source>
        <translation> (schreiben)</translation>
    </message>
    <message>
        <source>Read positions of other consumers, such as your SIEM, that were touched: %1</source>
        <translation>Lesepositionen anderer Verbraucher, etwa Ihres SIEM, die berührt wurden: %1</translation>
    </message>
    <message>
        <source>The tenant lists %1 as granted to this token, but refuses it: a change has not taken effect yet (this can take 30 minutes), or the role has an IP allowlist.</source>
        <translation>Der Tenant führt %1 als für dieses Token erteilt, lehnt es aber ab: Eine Änderung ist noch nicht wirksam (das kann 30 Minuten dauern), oder die Rolle hat eine IP-Zulassungsliste.</translation>
    </message>
    <message>
        <source>The tenant does not list %1 for this token, but grants it: a change has not taken effect yet, or the permission comes from elsewhere.</source>
        <translation>Der Tenant führt %1 für dieses Token nicht, gewährt es aber: Eine Änderung ist noch nicht wirksam, oder die Berechtigung kommt von anderswo.</translation>
    </message>
    <message>
        <source>Events that %1 does not read.</source>
        <translation>Ereignisse, die %1 nicht liest.</translation>
    </message>
    <message>
        <source>The token may change things there.</source>
        <translation>Das Token darf dort etwas ändern.</translation>
    </message>
    <message>
        <source>Granted, but not needed.</source>
        <translation>Erteilt, aber nicht benötigt.</translation>
    </message>
    <message>
        <source>Not conclusive: %1</source>
        <translation>Nicht eindeutig: %1</translation>
    </message>
    <message>
        <source>Ready: the required permission is granted.</source>
        <translation>Bereit: Die erforderliche Berechtigung ist erteilt.</translation>
    </message>
    <message>
        <source>Not ready: the token is refused.</source>
        <translation>Nicht bereit: Das Token wird abgelehnt.</translation>
    </message>
    <message>
        <source>A token of API v1 has no scopes: it reads everything that API v1 serves.</source>
        <translation>Ein Token von API v1 hat keine einzelnen Berechtigungen: Es liest alles, was API v1 anbietet.</translation>
    </message>
    <message>
        <source>Look it up in the console.</source>
        <translation>Sehen Sie in der Konsole nach.</translation>
    </message>
    <message>
        <source>The tenant lists it as granted to this token.</source>
        <translation>Der Tenant führt es als für dieses Token erteilt.</translation>
    </message>
    <message>
        <source>The tenant does not list it for this token.</source>
        <translation>Der Tenant führt es für dieses Token nicht.</translation>
    </message>
    <message>
        <source>%1 also writes to %2. Slipway tests only whether the token can read there, since a test of writing would change something. %3</source>
        <translation>%1 schreibt auch nach %2. Slipway testet nur, ob das Token dort lesen kann, denn ein Schreibtest würde etwas ändern. %3</translation>
    </message>
    <message numerus="yes">
        <source>%n more than needed.</source>
        <translation>
            <numerusform>%n mehr als nötig.</numerusform>
            <numerusform>%n mehr als nötig.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ready: %1 of %n required permissions.</source>
        <translation>
            <numerusform>Bereit: %1 von %n erforderlichen Berechtigung.</numerusform>
            <numerusform>Bereit: %1 von %n erforderlichen Berechtigungen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not ready: the required permission is missing.</source>
        <translation>Nicht bereit: Die erforderliche Berechtigung fehlt.</translation>
    </message>
    <message numerus="yes">
        <source>Not ready: %n of %1 required permissions are missing.</source>
        <translation>
            <numerusform>Nicht bereit: %n von %1 erforderlichen Berechtigungen fehlt.</numerusform>
            <numerusform>Nicht bereit: %n von %1 erforderlichen Berechtigungen fehlen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not conclusive: the required permission could not be confirmed. Test again.</source>
        <translation>Nicht eindeutig: Die erforderliche Berechtigung konnte nicht bestätigt werden. Testen Sie noch einmal.</translation>
    </message>
    <message numerus="yes">
        <source>Not conclusive: %1 of %n required permissions could be confirmed. Test again.</source>
        <translation>
            <numerusform>Nicht eindeutig: %1 von %n erforderlichen Berechtigung konnten bestätigt werden. Testen Sie noch einmal.</numerusform>
            <numerusform>Nicht eindeutig: %1 von %n erforderlichen Berechtigungen konnten bestätigt werden. Testen Sie noch einmal.</numerusform>
        </translation>
    </message>
    <message>
        <source>not granted (good)</source>
        <translation>nicht erteilt (gut)</translation>
    </message>
    <message>
        <source>granted, not needed</source>
        <translation>erteilt, nicht nötig</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>nicht nötig</translation>
    </message>
</context>
<context>
    <name>CheckComparison</name>
    <message>
        <source>since %1</source>
        <translation>seit %1</translation>
    </message>
    <message>
        <source>since yesterday</source>
        <translation>seit gestern</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>not ready</source>
        <translation>nicht bereit</translation>
    </message>
    <message>
        <source>not conclusive</source>
        <translation>nicht eindeutig</translation>
    </message>
    <message>
        <source>%1: was %2, is now %3.</source>
        <translation>%1: war %2, ist jetzt %3.</translation>
    </message>
    <message>
        <source>The token was accepted and is now refused.</source>
        <translation>Das Token wurde akzeptiert und wird jetzt abgelehnt.</translation>
    </message>
    <message>
        <source>The permission for %1 was lost.</source>
        <translation>Die Berechtigung für %1 ging verloren.</translation>
    </message>
    <message>
        <source>The permission for %1 is now granted.</source>
        <translation>Die Berechtigung für %1 ist jetzt erteilt.</translation>
    </message>
    <message>
        <source>The verdict was &quot;%1&quot; and is now &quot;%2&quot;.</source>
        <translation>Das Ergebnis war „%1“ und ist jetzt „%2“.</translation>
    </message>
    <message>
        <source>Connection: the step %1 fails now.</source>
        <translation>Verbindung: Der Schritt %1 schlägt jetzt fehl.</translation>
    </message>
    <message>
        <source>Connection: the step %1 works again.</source>
        <translation>Verbindung: Der Schritt %1 gelingt wieder.</translation>
    </message>
    <message>
        <source>Connection: the step %1 has a warning now (%2).</source>
        <translation>Verbindung: Der Schritt %1 hat jetzt eine Warnung (%2).</translation>
    </message>
    <message>
        <source>Another token: &quot;%1&quot; was &quot;%2&quot;.</source>
        <translation>Anderes Token: „%1“ war „%2“.</translation>
    </message>
    <message>
        <source>The token now expires on %1 (before: %2).</source>
        <translation>Das Token läuft jetzt am %1 ab (vorher: %2).</translation>
    </message>
    <message>
        <source>The address was %1 and is now %2.</source>
        <translation>Die Adresse war %1 und ist jetzt %2.</translation>
    </message>
    <message>
        <source>The profile was %1 and is now %2.</source>
        <translation>Das Profil war %1 und ist jetzt %2.</translation>
    </message>
    <message>
        <source>Tested only in the newer check: %1.</source>
        <translation>Nur im neueren Test getestet: %1.</translation>
    </message>
    <message>
        <source>Tested only in the older check: %1.</source>
        <translation>Nur im älteren Test getestet: %1.</translation>
    </message>
    <message>
        <source>the token is refused</source>
        <translation>das Token wird abgelehnt</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>%1 verloren</translation>
    </message>
    <message>
        <source>%1 gained</source>
        <translation>%1 hinzugekommen</translation>
    </message>
    <message>
        <source>the connection fails (%1)</source>
        <translation>die Verbindung schlägt fehl (%1)</translation>
    </message>
    <message>
        <source>%1 changes</source>
        <translation>%1 Änderungen</translation>
    </message>
    <message>
        <source>Nothing has changed %1.</source>
        <translation>%1 hat sich nichts geändert.</translation>
    </message>
    <message>
        <source>d MMMM</source>
        <translation>d. MMMM</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>d. MMMM yyyy</translation>
    </message>
    <message numerus="yes">
        <source>%n permissions were lost: %1.</source>
        <translation>
            <numerusform>%n Berechtigung ging verloren: %1.</numerusform>
            <numerusform>%n Berechtigungen gingen verloren: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n permissions are now granted: %1.</source>
        <translation>
            <numerusform>%n Berechtigung ist jetzt erteilt: %1.</numerusform>
            <numerusform>%n Berechtigungen sind jetzt erteilt: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unneeded permissions were found: %1.</source>
        <translation>
            <numerusform>%n nicht benötigte Berechtigung wurde gefunden: %1.</numerusform>
            <numerusform>%n nicht benötigte Berechtigungen wurden gefunden: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unneeded permissions were no longer found: %1.</source>
        <translation>
            <numerusform>%n nicht benötigte Berechtigung wurde nicht mehr gefunden: %1.</numerusform>
            <numerusform>%n nicht benötigte Berechtigungen wurden nicht mehr gefunden: %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CheckHistory</name>
    <message>
        <source>There is no check %1 in the history.</source>
        <translation>Im Verlauf gibt es keinen Test %1.</translation>
    </message>
    <message>
        <source>&quot;slipway-cli history&quot; lists them.</source>
        <translation>„slipway-cli history“ führt sie auf.</translation>
    </message>
    <message>
        <source>A check in the history cannot be read.</source>
        <translation>Ein Test im Verlauf kann nicht gelesen werden.</translation>
    </message>
</context>
<context>
    <name>ClosingQuestion</name>
    <message>
        <source>Exports are running</source>
        <translation>Exporte laufen</translation>
    </message>
    <message>
        <source>Exports are running. They can continue without the window. If you stop them, they continue where they left off as soon as you resume them.</source>
        <translation>Es laufen Exporte. Sie können ohne das Fenster weiterlaufen. Wenn Sie sie anhalten, machen sie dort weiter, wo sie waren, sobald Sie sie fortsetzen.</translation>
    </message>
    <message>
        <source>&amp;Do not ask again</source>
        <translation>&amp;Nicht mehr fragen</translation>
    </message>
    <message>
        <source>Preferences has this choice too.</source>
        <translation>Diese Auswahl ist auch in den Einstellungen.</translation>
    </message>
    <message>
        <source>&amp;Continue without the window</source>
        <translation>&amp;Ohne Fenster weiterlaufen</translation>
    </message>
    <message>
        <source>&amp;Stop and resume later</source>
        <translation>&amp;Anhalten und später fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Keep the window open</source>
        <translation>Fenster offen &amp;lassen</translation>
    </message>
</context>
<context>
    <name>ColumnCatalogue</name>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>--every &quot;%1&quot; is not a number from 1 to 3600.</source>
        <translation>--every „%1“ ist keine Zahl von 1 bis 3600.</translation>
    </message>
    <message>
        <source>--for &quot;%1&quot; is not a number of minutes.</source>
        <translation>--for „%1“ ist keine Anzahl Minuten.</translation>
    </message>
    <message>
        <source>The audit was not run: API v1 tokens have no scopes.</source>
        <translation>Das Audit wurde nicht ausgeführt: Token von API v1 haben keine einzelnen Berechtigungen.</translation>
    </message>
    <message>
        <source>The audit was not run: the token is refused, so every request of it would be, too.</source>
        <translation>Das Audit wurde nicht ausgeführt: Das Token wird abgelehnt, also würde auch jede seiner Anfragen abgelehnt.</translation>
    </message>
    <message>
        <source>The audit was not run: the connection failed.</source>
        <translation>Das Audit wurde nicht ausgeführt: Die Verbindung ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The audit was not run: %1</source>
        <translation>Das Audit wurde nicht ausgeführt: %1</translation>
    </message>
    <message>
        <source>API v1 does not say how old its oldest events are.</source>
        <translation>API v1 sagt nicht, wie alt ihre ältesten Ereignisse sind.</translation>
    </message>
    <message>
        <source>Test the connection and the token&apos;s permissions. Nothing is consumed.</source>
        <translation>Testet die Verbindung und die Berechtigungen des Tokens. Nichts wird verbraucht.</translation>
    </message>
    <message>
        <source>Paste the token and press Return:</source>
        <translation>Fügen Sie das Token ein und drücken Sie die Eingabetaste:</translation>
    </message>
    <message>
        <source>There is no token on standard input.</source>
        <translation>Auf der Standardeingabe ist kein Token.</translation>
    </message>
    <message>
        <source>Pipe it in: slipway-cli … --token-stdin &lt; token-file</source>
        <translation>Leiten Sie es ein: slipway-cli … --token-stdin &lt; token-file</translation>
    </message>
    <message>
        <source>NETSKOPE_API_TOKEN cannot be used: %1</source>
        <translation>NETSKOPE_API_TOKEN kann nicht verwendet werden: %1</translation>
    </message>
    <message>
        <source>%1 is not an option of this command.</source>
        <translation>%1 ist keine Option dieses Befehls.</translation>
    </message>
    <message>
        <source>Do not give a token as an argument, because others could read it there: use --token-stdin, or NETSKOPE_API_TOKEN.</source>
        <translation>Geben Sie kein Token als Argument an, weil andere es dort lesen könnten: Verwenden Sie --token-stdin oder NETSKOPE_API_TOKEN.</translation>
    </message>
    <message>
        <source>Did you mean --%1?</source>
        <translation>Meinten Sie --%1?</translation>
    </message>
    <message>
        <source>This command does not know one of the options.</source>
        <translation>Dieser Befehl kennt eine der Optionen nicht.</translation>
    </message>
    <message>
        <source>Show this help.</source>
        <translation>Zeigt diese Hilfe.</translation>
    </message>
    <message>
        <source>Print one JSON object for scripts.</source>
        <translation>Gibt ein JSON-Objekt für Skripte aus.</translation>
    </message>
    <message>
        <source>A saved tenant; its token comes from the keychain, unless one is given.</source>
        <translation>Ein gespeicherter Tenant; sein Token kommt aus dem Schlüsselbund, wenn keines angegeben ist.</translation>
    </message>
    <message>
        <source>The tenant&apos;s address, with the token from --token-stdin or NETSKOPE_API_TOKEN.</source>
        <translation>Die Adresse des Tenants, mit dem Token aus --token-stdin oder NETSKOPE_API_TOKEN.</translation>
    </message>
    <message>
        <source>Read the token from standard input.</source>
        <translation>Liest das Token von der Standardeingabe.</translation>
    </message>
    <message>
        <source>v2 or v1 (default: the saved tenant&apos;s, else v2). Netskope retired v1&apos;s events in 2024.</source>
        <translation>v2 oder v1 (Vorgabe: die des gespeicherten Tenants, sonst v2). Netskope hat die Ereignisse von v1 2024 eingestellt.</translation>
    </message>
    <message>
        <source>Additional CA certificates: PEM, DER or PKCS #7.</source>
        <translation>Weitere CA-Zertifikate: PEM, DER oder PKCS #7.</translation>
    </message>
    <message>
        <source>An argument is missing.</source>
        <translation>Ein Argument fehlt.</translation>
    </message>
    <message>
        <source>See &quot;%1 --help&quot;.</source>
        <translation>Siehe „%1 --help“.</translation>
    </message>
    <message>
        <source>--api &quot;%1&quot; is neither v1 nor v2.</source>
        <translation>--api „%1“ ist weder v1 noch v2.</translation>
    </message>
    <message>
        <source>Which tenant?</source>
        <translation>Welcher Tenant?</translation>
    </message>
    <message>
        <source>Name a saved one with --tenant, or give --host and --token-stdin.</source>
        <translation>Nennen Sie einen gespeicherten mit --tenant, oder geben Sie --host und --token-stdin an.</translation>
    </message>
    <message>
        <source>The token comes from NETSKOPE_API_TOKEN, not from the keychain.</source>
        <translation>Das Token kommt aus NETSKOPE_API_TOKEN, nicht aus dem Schlüsselbund.</translation>
    </message>
    <message>
        <source>No token was given.</source>
        <translation>Es wurde kein Token angegeben.</translation>
    </message>
    <message>
        <source>Use --token-stdin or set NETSKOPE_API_TOKEN.</source>
        <translation>Verwenden Sie --token-stdin oder setzen Sie NETSKOPE_API_TOKEN.</translation>
    </message>
    <message>
        <source>%1 changed while it was being read.</source>
        <translation>%1 wurde geändert, während es gelesen wurde.</translation>
    </message>
    <message>
        <source>Check it again when nothing is writing to it.</source>
        <translation>Prüfen Sie es noch einmal, wenn nichts mehr hineingeschrieben wird.</translation>
    </message>
    <message>
        <source>Check whether event files have the shape that the SIEM expects: NDJSON, a JSON array or a page of the API, plain or gzip.
Exit codes: 0 they conform (notes are allowed), 1 they do not, or there is nothing to compare them with, 2 a file cannot be read.</source>
        <translation>Prüft, ob Ereignisdateien die Form haben, die das SIEM erwartet: NDJSON, ein JSON-Array oder eine Seite der API, unkomprimiert oder gzip.
Exitcodes: 0 sie passen (Hinweise sind erlaubt), 1 sie passen nicht oder es gibt keinen Vergleich, 2 eine Datei kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Event files.</source>
        <translation>Ereignisdateien.</translation>
    </message>
    <message>
        <source>What the events should be: %1, followed by .v1 or .v2 if the API version is known (default: inferred from the fields of each event).</source>
        <translation>Was die Ereignisse sein sollen: %1, gefolgt von .v1 oder .v2, wenn die API-Version bekannt ist (Vorgabe: aus den Feldern jedes Ereignisses erschlossen).</translation>
    </message>
    <message>
        <source>Usage: slipway-cli demo-tenant [options]
A tenant to try Slipway with, on this computer only. Prints one JSON line when it is ready. The token is not
a secret: it gives access to this server only.

Options:
  --listen &lt;ADDRESS&gt;  Where it listens, such as 127.0.0.1:8080; without a port it uses a free one.
  --token &lt;TOKEN&gt;     The token that API v2 expects.
  --v1-token &lt;TOKEN&gt;  The token that API v1 expects.
  --grant &lt;IDS&gt;       Endpoints that the token may read, comma separated: alert,audit.
  --events &lt;COUNTS&gt;   How many events there are: alert=200000,application=500000.
  --from &lt;TIME&gt;       When the events begin.
  --to &lt;TIME&gt;         When the events end.
  --seed &lt;N&gt;          The same number gives the same events.
  --rate &lt;N&gt;          Allowed requests per second (0: no limit).
  --page-size &lt;N&gt;     Events on a page, 1 to 10000.
  --hazards &lt;ON&gt;      on or off: include events that break fragile readers.
  --keep-pages &lt;N&gt;    Finished pages to keep, for benchmarks.
  --state &lt;FILE&gt;      Keeps the cursors across restarts.
  -h, --help          Show this help.</source>
        <translation>Aufruf: slipway-cli demo-tenant [Optionen]
Ein Tenant zum Ausprobieren von Slipway, nur auf diesem Computer. Gibt eine JSON-Zeile aus, wenn er bereit ist.
Das Token ist kein Geheimnis: Es gibt nur zu diesem Server Zugang.

Optionen:
  --listen &lt;ADRESSE&gt;  Wo er lauscht, etwa 127.0.0.1:8080; ohne Port nimmt er einen freien.
  --token &lt;TOKEN&gt;     Das Token, das API v2 erwartet.
  --v1-token &lt;TOKEN&gt;  Das Token, das API v1 erwartet.
  --grant &lt;IDS&gt;       Endpunkte, die das Token lesen darf, durch Kommas getrennt: alert,audit.
  --events &lt;ANZAHL&gt;   Wie viele Ereignisse es gibt: alert=200000,application=500000.
  --from &lt;ZEIT&gt;       Wann die Ereignisse beginnen.
  --to &lt;ZEIT&gt;         Wann die Ereignisse enden.
  --seed &lt;N&gt;          Dieselbe Zahl ergibt dieselben Ereignisse.
  --rate &lt;N&gt;          Erlaubte Anfragen pro Sekunde (0: unbegrenzt).
  --page-size &lt;N&gt;     Ereignisse auf einer Seite, 1 bis 10000.
  --hazards &lt;ON&gt;      on oder off: Ereignisse, an denen empfindliche Leser scheitern.
  --keep-pages &lt;N&gt;    Fertige Seiten, die behalten werden, für Benchmarks.
  --state &lt;DATEI&gt;     Behält die Cursor über Neustarts hinweg.
  -h, --help          Zeigt diese Hilfe.</translation>
    </message>
    <message>
        <source>%1 is not in the destination %2 (%3).</source>
        <translation>%1 ist nicht im Ziel %2 (%3).</translation>
    </message>
    <message>
        <source>See &quot;slipway-cli destination list&quot;.</source>
        <translation>Siehe „slipway-cli destination list“.</translation>
    </message>
    <message>
        <source>Paste the credentials (&quot;name = value&quot; lines), then press Ctrl+D:</source>
        <translation>Fügen Sie die Zugangsdaten ein (Zeilen der Form „Name = Wert“) und drücken Sie dann Strg+D:</translation>
    </message>
    <message>
        <source>Removed %1 and its credentials.</source>
        <translation>%1 und seine Zugangsdaten wurden entfernt.</translation>
    </message>
    <message>
        <source>Manage buckets to export to, with their credentials in the keychain.

%1

URLs: s3://bucket/prefix, azblob://container/prefix, gcs://bucket/prefix, sftp://user@host/folder</source>
        <translation>Verwaltet Buckets als Exportziele, mit ihren Zugangsdaten im Schlüsselbund.

%1

URLs: s3://bucket/prefix, azblob://container/prefix, gcs://bucket/prefix, sftp://user@host/folder</translation>
    </message>
    <message>
        <source>An option such as region=eu-west-1, endpoint=https://…, acl=…, profile=…; repeat it.</source>
        <translation>Eine Option wie region=eu-west-1, endpoint=https://…, acl=…, profile=…; mehrfach möglich.</translation>
    </message>
    <message>
        <source>Read the credentials from standard input, one &quot;access_key = …&quot; per line; otherwise they come from the environment (AWS_ACCESS_KEY_ID, …).</source>
        <translation>Liest die Zugangsdaten von der Standardeingabe, je Zeile eine („access_key = …“); sonst kommen sie aus der Umgebung (AWS_ACCESS_KEY_ID, …).</translation>
    </message>
    <message>
        <source>Additional CA certificates (PEM).</source>
        <translation>Weitere CA-Zertifikate (PEM).</translation>
    </message>
    <message>
        <source>There are no saved destinations yet.</source>
        <translation>Es gibt noch keine gespeicherten Ziele.</translation>
    </message>
    <message>
        <source>--dest is empty.</source>
        <translation>--dest ist leer.</translation>
    </message>
    <message>
        <source>Give a folder (&quot;.&quot; is the current one) or a bucket&apos;s URL.</source>
        <translation>Geben Sie einen Ordner („.“ ist der aktuelle) oder die URL eines Buckets an.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is neither a bucket&apos;s URL nor a folder.</source>
        <translation>„%1“ ist weder die URL eines Buckets noch ein Ordner.</translation>
    </message>
    <message>
        <source>A bucket&apos;s URL begins with %1://. If you mean a folder of this name, write ./%2</source>
        <translation>Die URL eines Buckets beginnt mit %1://. Wenn Sie einen Ordner dieses Namens meinen, schreiben Sie ./%2</translation>
    </message>
    <message>
        <source>is not the name of a manifest (JOB%1).</source>
        <translation>ist nicht der Name eines Manifests (JOB%1).</translation>
    </message>
    <message>
        <source>--%1 cannot be used with --continue.</source>
        <translation>--%1 kann nicht mit --continue verwendet werden.</translation>
    </message>
    <message>
        <source>An export that continues another one has its endpoints, begins where that one ended, and keeps late events.</source>
        <translation>Ein Export, der einen anderen fortsetzt, hat dessen Endpunkte, beginnt an dessen Ende und behält verspätete Ereignisse.</translation>
    </message>
    <message>
        <source>Only a job in &quot;slipway-cli jobs list&quot; can be continued, because Slipway remembers what its files contain. Otherwise start a new export where it ended, with --from.</source>
        <translation>Nur ein Auftrag aus „slipway-cli jobs list“ kann fortgesetzt werden, weil Slipway sich merkt, was seine Dateien enthalten. Beginnen Sie sonst dort, wo er endete, mit --from einen neuen Export.</translation>
    </message>
    <message>
        <source>--dest is missing.</source>
        <translation>--dest fehlt.</translation>
    </message>
    <message>
        <source>--%1 is missing.</source>
        <translation>--%1 fehlt.</translation>
    </message>
    <message>
        <source>See &quot;slipway-cli export --help&quot;.</source>
        <translation>Siehe „slipway-cli export --help“.</translation>
    </message>
    <message>
        <source>is neither drop nor keep.</source>
        <translation>ist weder drop noch keep.</translation>
    </message>
    <message>
        <source>is not a size such as 10M.</source>
        <translation>ist keine Größe wie 10M.</translation>
    </message>
    <message>
        <source>is neither none nor gzip.</source>
        <translation>ist weder none noch gzip.</translation>
    </message>
    <message>
        <source>is not a size such as 256M.</source>
        <translation>ist keine Größe wie 256M.</translation>
    </message>
    <message>
        <source>is not a number.</source>
        <translation>ist keine Zahl.</translation>
    </message>
    <message>
        <source>Export a time range [from, to) to a folder or a bucket as NDJSON, with a manifest and checksums.</source>
        <translation>Exportiert einen Zeitraum [from, to) als NDJSON in einen Ordner oder Bucket, mit Manifest und Prüfsummen.</translation>
    </message>
    <message>
        <source>none or gzip (default: none).</source>
        <translation>none oder gzip (Vorgabe: none).</translation>
    </message>
    <message>
        <source>Keep events that the tenant sends twice (API v2).</source>
        <translation>Behält Ereignisse, die der Tenant zweimal sendet (API v2).</translation>
    </message>
    <message>
        <source>Ask the tenant how far back it keeps events, even if the range begins less than 30 days ago (API v2).</source>
        <translation>Fragt den Tenant, wie weit er Ereignisse zurück aufbewahrt, auch wenn der Zeitraum vor weniger als 30 Tagen beginnt (API v2).</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the number of a check.</source>
        <translation>„%1“ ist nicht die Nummer eines Tests.</translation>
    </message>
    <message>
        <source>&quot;slipway-cli history&quot; lists the numbers.</source>
        <translation>„slipway-cli history“ führt die Nummern auf.</translation>
    </message>
    <message>
        <source>These checks belong to different tenants: %1 and %2.</source>
        <translation>Diese Tests gehören zu zwei Tenants: %1 und %2.</translation>
    </message>
    <message>
        <source>Compare two checks of the same tenant.</source>
        <translation>Vergleichen Sie zwei Tests desselben Tenants.</translation>
    </message>
    <message>
        <source>The check could not be added to the history: %1</source>
        <translation>Der Test konnte nicht in den Verlauf aufgenommen werden: %1</translation>
    </message>
    <message>
        <source>List earlier checks, newest first, or show what changed between two.
history [--tenant NAME | --host URL]
history --compare A B</source>
        <translation>Führt frühere Tests auf, die neuesten zuerst, oder zeigt, was sich zwischen zweien geändert hat.
history [--tenant NAME | --host URL]
history --compare A B</translation>
    </message>
    <message>
        <source>Only a saved tenant&apos;s checks.</source>
        <translation>Nur die Tests eines gespeicherten Tenants.</translation>
    </message>
    <message>
        <source>Only the checks of an address that is not saved.</source>
        <translation>Nur die Tests einer Adresse, die nicht gespeichert ist.</translation>
    </message>
    <message>
        <source>The numbers of two checks.</source>
        <translation>Die Nummern zweier Tests.</translation>
    </message>
    <message>
        <source>A comparison needs two checks.</source>
        <translation>Ein Vergleich braucht zwei Tests.</translation>
    </message>
    <message>
        <source>For example: slipway-cli history --compare 12 15</source>
        <translation>Zum Beispiel: slipway-cli history --compare 12 15</translation>
    </message>
    <message>
        <source>There are no checks in the history yet.</source>
        <translation>Im Verlauf sind noch keine Tests.</translation>
    </message>
    <message>
        <source>The tenant of job %1 (%2) is not saved here.</source>
        <translation>Der Tenant des Auftrags %1 (%2) ist hier nicht gespeichert.</translation>
    </message>
    <message>
        <source>Give its token with --token-stdin or NETSKOPE_API_TOKEN, or add a tenant with this address.</source>
        <translation>Geben Sie sein Token mit --token-stdin oder NETSKOPE_API_TOKEN an, oder fügen Sie einen Tenant mit dieser Adresse hinzu.</translation>
    </message>
    <message>
        <source>Job %1 belongs to %2; %3 is at %4 now, and so is its token.</source>
        <translation>Auftrag %1 gehört zu %2; %3 hat jetzt die Adresse %4, und sein Token auch.</translation>
    </message>
    <message>
        <source>Give the token for %1 with --token-stdin or NETSKOPE_API_TOKEN.</source>
        <translation>Geben Sie das Token für %1 mit --token-stdin oder NETSKOPE_API_TOKEN an.</translation>
    </message>
    <message>
        <source>, %1 left out</source>
        <translation>, %1 ausgelassen</translation>
    </message>
    <message>
        <source>, %1 kept</source>
        <translation>, %1 behalten</translation>
    </message>
    <message>
        <source>begins at %1</source>
        <translation>beginnt am %1</translation>
    </message>
    <message>
        <source>no event with a time</source>
        <translation>kein Ereignis mit einer Zeit</translation>
    </message>
    <message>
        <source>covered until %1</source>
        <translation>abgedeckt bis %1</translation>
    </message>
    <message>
        <source>did not reach the end of the range</source>
        <translation>hat das Ende des Zeitraums nicht erreicht</translation>
    </message>
    <message>
        <source>reached the end of the range</source>
        <translation>hat das Ende des Zeitraums erreicht</translation>
    </message>
    <message>
        <source>%1 without a readable time</source>
        <translation>%1 ohne lesbare Zeit</translation>
    </message>
    <message>
        <source>%1 with the id of another</source>
        <translation>%1 mit der ID eines anderen</translation>
    </message>
    <message>
        <source>%1 that are not strict JSON, written as they were sent</source>
        <translation>%1, die kein strenges JSON sind, geschrieben wie gesendet</translation>
    </message>
    <message>
        <source>%1 written as escapes</source>
        <translation>%1 als Escape-Sequenzen geschrieben</translation>
    </message>
    <message>
        <source>  %1: %2, %3, %L4 sent outside the range, %5 removed, %6%7</source>
        <translation>  %1: %2, %3, %L4 außerhalb des Zeitraums gesendet, %5 entfernt, %6%7</translation>
    </message>
    <message>
        <source> (not finished)</source>
        <translation> (nicht beendet)</translation>
    </message>
    <message>
        <source>    page %1, byte %2: %3</source>
        <translation>    Seite %1, Byte %2: %3</translation>
    </message>
    <message>
        <source>  Continues job %1</source>
        <translation>  Setzt Auftrag %1 fort</translation>
    </message>
    <message>
        <source>  Continued by job %1</source>
        <translation>  Fortgesetzt von Auftrag %1</translation>
    </message>
    <message>
        <source>  %1 of %2 uploaded to %3</source>
        <translation>  %1 von %2 nach %3 hochgeladen</translation>
    </message>
    <message>
        <source>  Resume it with: slipway-cli jobs resume %1</source>
        <translation>  Fortsetzen mit: slipway-cli jobs resume %1</translation>
    </message>
    <message>
        <source>Add --yes to cancel it, or keep everything and resume it later: slipway-cli jobs pause %1</source>
        <translation>Mit --yes brechen Sie ihn ab; oder behalten Sie alles und setzen Sie ihn später fort: slipway-cli jobs pause %1</translation>
    </message>
    <message>
        <source>Add --yes to cancel it, or keep everything and resume it later with: slipway-cli jobs resume %1</source>
        <translation>Mit --yes brechen Sie ihn ab; oder behalten Sie alles und setzen Sie ihn später fort mit: slipway-cli jobs resume %1</translation>
    </message>
    <message>
        <source>Cancel it? [y/N] </source>
        <translation>Abbrechen? [j/N] </translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Job %1 was not cancelled: it had already ended (%2).</source>
        <translation>Auftrag %1 wurde nicht abgebrochen: Er war schon beendet (%2).</translation>
    </message>
    <message>
        <source>Job %1 was not paused: it had already ended (%2).</source>
        <translation>Auftrag %1 wurde nicht angehalten: Er war schon beendet (%2).</translation>
    </message>
    <message>
        <source>Resume them one by one, each with its own tenant&apos;s token. Nothing was sent.</source>
        <translation>Setzen Sie sie einzeln fort, jeden mit dem Token seines Tenants. Nichts wurde gesendet.</translation>
    </message>
    <message>
        <source>List, show, pause, cancel, remove or resume export jobs.

%1

pause and cancel also work on a job that is running in a window or in another command: they wait until it has ended there.</source>
        <translation>Führt Exportaufträge auf, zeigt sie, hält sie an, bricht sie ab, entfernt sie oder setzt sie fort.

%1

pause und cancel wirken auch auf einen Auftrag, der in einem Fenster oder einem anderen Befehl läuft: Sie warten, bis er dort beendet ist.</translation>
    </message>
    <message>
        <source>cancel: remove unfinished files without asking.</source>
        <translation>cancel: löscht unfertige Dateien ohne Rückfrage.</translation>
    </message>
    <message>
        <source>Resume every job that can be resumed.</source>
        <translation>Setzt alle Aufträge fort, die fortgesetzt werden können.</translation>
    </message>
    <message>
        <source>There are no export jobs yet.</source>
        <translation>Es gibt noch keine Exportaufträge.</translation>
    </message>
    <message>
        <source>There is no job to resume.</source>
        <translation>Es gibt keinen Auftrag, der fortgesetzt werden kann.</translation>
    </message>
    <message>
        <source>Removed job %1 from the list; its files stay.</source>
        <translation>Auftrag %1 wurde aus der Liste entfernt; seine Dateien bleiben.</translation>
    </message>
    <message>
        <source>The output could not be written: %1.</source>
        <translation>Die Ausgabe konnte nicht geschrieben werden: %1.</translation>
    </message>
    <message>
        <source>Print the newest events of an endpoint, through Slipway&apos;s own index.</source>
        <translation>Gibt die neuesten Ereignisse eines Endpunkts aus, über einen eigenen Index von Slipway.</translation>
    </message>
    <message>
        <source>The endpoint (default: alert).</source>
        <translation>Der Endpunkt (Vorgabe: alert).</translation>
    </message>
    <message>
        <source>How many events (default: 20).</source>
        <translation>Wie viele Ereignisse (Vorgabe: 20).</translation>
    </message>
    <message>
        <source>Print the events as NDJSON, as they were sent; only to a file or a pipe.</source>
        <translation>Gibt die Ereignisse als NDJSON aus, wie sie gesendet wurden; nur in eine Datei oder Pipe.</translation>
    </message>
    <message>
        <source>With --raw: print even to a terminal, which obeys control characters in the events.</source>
        <translation>Mit --raw: auch auf ein Terminal ausgeben, das Steuerzeichen in den Ereignissen befolgt.</translation>
    </message>
    <message>
        <source>--raw prints events byte for byte, and a terminal obeys control characters that may be in them.</source>
        <translation>--raw gibt Ereignisse Byte für Byte aus, und ein Terminal befolgt Steuerzeichen, die darin sein können.</translation>
    </message>
    <message>
        <source>Send them to a file or a pipe, or add --force.</source>
        <translation>Leiten Sie sie in eine Datei oder Pipe, oder fügen Sie --force hinzu.</translation>
    </message>
    <message>
        <source>--count &quot;%1&quot; is not a number from 1 to 10000.</source>
        <translation>--count „%1“ ist keine Zahl von 1 bis 10000.</translation>
    </message>
    <message>
        <source>A preview shows one endpoint.</source>
        <translation>Eine Vorschau zeigt einen Endpunkt.</translation>
    </message>
    <message>
        <source>your own</source>
        <translation>Ihre eigenen</translation>
    </message>
    <message>
        <source> (read and write)</source>
        <translation> (lesen und schreiben)</translation>
    </message>
    <message>
        <source> (checked, not exported)</source>
        <translation> (getestet, nicht exportiert)</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>Quelle: %1</translation>
    </message>
    <message>
        <source>There is no profile of your own named &quot;%1&quot;.</source>
        <translation>Sie haben kein eigenes Profil namens „%1“.</translation>
    </message>
    <message>
        <source>&quot;slipway-cli profile list&quot; shows them.</source>
        <translation>„slipway-cli profile list“ zeigt sie.</translation>
    </message>
    <message>
        <source>There is no profile of your own to export.</source>
        <translation>Sie haben kein eigenes Profil, das exportiert werden könnte.</translation>
    </message>
    <message>
        <source>Create one: slipway-cli profile add NAME --endpoint IDS</source>
        <translation>Legen Sie eines an: slipway-cli profile add NAME --endpoint IDS</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>Use --replace to use the one in the file, or &quot;profile remove&quot; first.</source>
        <translation>Nehmen Sie mit --replace das aus der Datei, oder führen Sie zuerst „profile remove“ aus.</translation>
    </message>
    <message>
        <source>Imported: %1</source>
        <translation>Importiert: %1</translation>
    </message>
    <message>
        <source> Your own: %1.</source>
        <translation> Ihre eigenen: %1.</translation>
    </message>
    <message>
        <source>What a SIEM needs: the profiles built into Slipway, and your own. In other commands, choose a profile with --profile NAME.

%1

show says where the paths are published. add saves one of your own, export writes your own to a file, and import adds the ones in a file.</source>
        <translation>Was ein SIEM benötigt: die in Slipway eingebauten Profile und Ihre eigenen. In anderen Befehlen wählen Sie ein Profil mit --profile NAME.

%1

show nennt, wo die Pfade veröffentlicht sind. add speichert ein eigenes, export schreibt Ihre eigenen in eine Datei, und import übernimmt die aus einer Datei.</translation>
    </message>
    <message>
        <source>The endpoints that the profile needs, comma separated.</source>
        <translation>Was das Profil benötigt, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>Replace a profile of the same name.</source>
        <translation>Ersetzt ein Profil desselben Namens.</translation>
    </message>
    <message>
        <source>What to do.</source>
        <translation>Was zu tun ist.</translation>
    </message>
    <message>
        <source>Removed &quot;%1&quot;. Tenants that used it keep its endpoints.</source>
        <translation>„%1“ wurde entfernt. Tenants, die es verwendeten, behalten seine Endpunkte.</translation>
    </message>
    <message>
        <source>Saved &quot;%1&quot;: %2</source>
        <translation>„%1“ gespeichert: %2</translation>
    </message>
    <message>
        <source>argument %1</source>
        <translation>Argument %1</translation>
    </message>
    <message>
        <source>If argument %1 is a token or a password, revoke it: it is now in your shell&apos;s history.</source>
        <translation>Wenn Argument %1 ein Token oder Passwort ist, widerrufen Sie es: Es steht jetzt im Verlauf Ihrer Shell.</translation>
    </message>
    <message>
        <source>Argument %1</source>
        <translation>Argument %1</translation>
    </message>
    <message>
        <source>An argument</source>
        <translation>Ein Argument</translation>
    </message>
    <message>
        <source>%1 is unexpected.</source>
        <translation>%1 wird nicht erwartet.</translation>
    </message>
    <message>
        <source>Where to write: report.pdf, report.html, report.json; several are possible.</source>
        <translation>Wohin geschrieben wird: report.pdf, report.html, report.json; mehrere sind möglich.</translation>
    </message>
    <message>
        <source>Write an onboarding report: connection, permissions, sample events and their conformance. Exits with 0 if the tenant is ready, and with 1 if it is not; the report is written in both cases.</source>
        <translation>Schreibt einen Onboarding-Bericht: Verbindung, Berechtigungen, Beispielereignisse und ihre Form. Endet mit 0, wenn der Tenant bereit ist, und mit 1, wenn nicht; der Bericht wird in beiden Fällen geschrieben.</translation>
    </message>
    <message>
        <source>--paper &quot;%1&quot; is neither a4 nor letter.</source>
        <translation>--paper „%1“ ist weder a4 noch letter.</translation>
    </message>
    <message>
        <source>MANIFEST… --key FILE
Sign manifests with an SSH key, using ssh-keygen. The signature is MANIFEST.sig, beside it; &quot;verify --signer&quot; checks it. Sign what you have verified.</source>
        <translation>MANIFEST… --key DATEI
Signiert Manifeste mit einem SSH-Schlüssel, mittels ssh-keygen. Die Signatur ist MANIFEST.sig daneben; „verify --signer“ prüft sie. Signieren Sie, was Sie überprüft haben.</translation>
    </message>
    <message>
        <source>A private SSH key, or a public one whose private key is in your agent.</source>
        <translation>Ein privater SSH-Schlüssel, oder ein öffentlicher, dessen privater in Ihrem Agenten ist.</translation>
    </message>
    <message>
        <source>--key is missing.</source>
        <translation>--key fehlt.</translation>
    </message>
    <message>
        <source>Name the key to sign with, such as --key ~/.ssh/id_ed25519.</source>
        <translation>Nennen Sie den Schlüssel zum Signieren, etwa --key ~/.ssh/id_ed25519.</translation>
    </message>
    <message>
        <source>There is no key &quot;%1&quot;.</source>
        <translation>Es gibt keinen Schlüssel „%1“.</translation>
    </message>
    <message>
        <source>Name the file of an SSH key. &quot;ssh-keygen -t ed25519&quot; makes one.</source>
        <translation>Nennen Sie die Datei eines SSH-Schlüssels. „ssh-keygen -t ed25519“ erzeugt einen.</translation>
    </message>
    <message>
        <source>Signed: %1</source>
        <translation>Signiert: %1</translation>
    </message>
    <message>
        <source>&quot;%1&quot; ends neither in .zip nor in .tar.gz, and is not an existing folder.</source>
        <translation>„%1“ endet weder auf .zip noch auf .tar.gz und ist kein vorhandener Ordner.</translation>
    </message>
    <message>
        <source>Name a file, such as bundle.zip, or an existing folder: the bundle becomes a new folder in it. Nothing was written.</source>
        <translation>Nennen Sie eine Datei wie bundle.zip oder einen vorhandenen Ordner: Das Paket wird ein neuer Ordner darin. Nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>Write a support bundle: versions, settings, tenants, checks, jobs and the log; no events and no secret. It is searched for every known token first.</source>
        <translation>Schreibt ein Support-Paket: Versionen, Einstellungen, Tenants, Tests, Aufträge und das Protokoll; keine Ereignisse und kein Geheimnis. Zuvor wird es nach jedem bekannten Token durchsucht.</translation>
    </message>
    <message>
        <source>bundle.zip or bundle.tar.gz; or an existing folder, in which the bundle becomes a new folder.</source>
        <translation>bundle.zip oder bundle.tar.gz; oder ein vorhandener Ordner, in dem das Paket ein neuer Ordner wird.</translation>
    </message>
    <message>
        <source>Not searched for, because it could not be read: the token of %1</source>
        <translation>Danach wurde nicht gesucht, weil es nicht gelesen werden konnte: das Token von %1</translation>
    </message>
    <message>
        <source>Not in the bundle: %1</source>
        <translation>Nicht im Paket: %1</translation>
    </message>
    <message>
        <source>Saved %1 (%2); the token is in the keychain.</source>
        <translation>%1 gespeichert (%2); das Token ist im Schlüsselbund.</translation>
    </message>
    <message>
        <source>Its export %1 is not finished. Resume it with: slipway-cli jobs resume %1 --token-stdin</source>
        <translation>Sein Export %1 ist nicht beendet. Setzen Sie ihn fort mit: slipway-cli jobs resume %1 --token-stdin</translation>
    </message>
    <message>
        <source>Removed %1, its token and its checks. Exported files stay.</source>
        <translation>%1, sein Token und seine Tests wurden entfernt. Exportierte Dateien bleiben.</translation>
    </message>
    <message>
        <source>Removed %1 and its checks. Exported files stay.</source>
        <translation>%1 und seine Tests wurden entfernt. Exportierte Dateien bleiben.</translation>
    </message>
    <message>
        <source>The keychain had no token for it.</source>
        <translation>Der Schlüsselbund hatte kein Token dafür.</translation>
    </message>
    <message>
        <source>%1 has the new token. Test it with: slipway-cli check --tenant &quot;%1&quot;</source>
        <translation>%1 hat das neue Token. Testen Sie es mit: slipway-cli check --tenant &quot;%1&quot;</translation>
    </message>
    <message>
        <source>%1 is now named %2.</source>
        <translation>%1 heißt jetzt %2.</translation>
    </message>
    <message>
        <source>Manage tenants, with their tokens in the keychain.

%1

edit changes what is given and leaves the rest; an empty value (--proxy &quot;&quot;) resets it. Nothing is sent to the tenant. With another --host, say which token belongs to it: --keep-token for the stored one, or --token-stdin for another one.</source>
        <translation>Verwaltet Tenants, mit ihren Token im Schlüsselbund.

%1

edit ändert, was angegeben ist, und lässt den Rest; ein leerer Wert (--proxy &quot;&quot;) setzt ihn zurück. An den Tenant wird nichts gesendet. Bei einem anderen --host geben Sie an, welches Token dazu gehört: --keep-token für das gespeicherte oder --token-stdin für ein anderes.</translation>
    </message>
    <message>
        <source>edit: the new name.</source>
        <translation>edit: der neue Name.</translation>
    </message>
    <message>
        <source>add, edit: the profile to check against (default: hunters); see &quot;slipway-cli profile list&quot;.</source>
        <translation>add, edit: das Profil, gegen das getestet wird (Vorgabe: hunters); siehe „slipway-cli profile list“.</translation>
    </message>
    <message>
        <source>add, edit: the day on which the token expires (2026-12-31).</source>
        <translation>add, edit: der Tag, an dem das Token abläuft (2026-12-31).</translation>
    </message>
    <message>
        <source>edit: the stored token belongs to the new address.</source>
        <translation>edit: Das gespeicherte Token gehört zur neuen Adresse.</translation>
    </message>
    <message>
        <source>There are no saved tenants yet.</source>
        <translation>Es gibt noch keine gespeicherten Tenants.</translation>
    </message>
    <message>
        <source>The stored token of %1 was given for %2; %3 is another address.</source>
        <translation>Das gespeicherte Token von %1 wurde für %2 angegeben; %3 ist eine andere Adresse.</translation>
    </message>
    <message>
        <source>Add --keep-token if the token belongs there, too, or give another one with --token-stdin. Nothing was changed.</source>
        <translation>Fügen Sie --keep-token hinzu, wenn das Token auch dorthin gehört, oder geben Sie mit --token-stdin ein anderes an. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>--expires &quot;%1&quot; is not a date.</source>
        <translation>--expires „%1“ ist kein Datum.</translation>
    </message>
    <message>
        <source>Write it as 2026-12-31; or &quot;&quot; if it is not known.</source>
        <translation>Schreiben Sie es als 2026-12-31; oder &quot;&quot;, wenn es nicht bekannt ist.</translation>
    </message>
    <message>
        <source>No changes were given for %1.</source>
        <translation>Für %1 wurden keine Änderungen angegeben.</translation>
    </message>
    <message>
        <source>See &quot;slipway-cli tenant --help&quot;.</source>
        <translation>Siehe „slipway-cli tenant --help“.</translation>
    </message>
    <message>
        <source>Saved %1 (%2). Test it with: slipway-cli check --tenant &quot;%1&quot;</source>
        <translation>%1 gespeichert (%2). Testen Sie es mit: slipway-cli check --tenant &quot;%1&quot;</translation>
    </message>
    <message>
        <source>Known: %1.</source>
        <translation>Bekannt: %1.</translation>
    </message>
    <message>
        <source>Did you mean %1? </source>
        <translation>Meinten Sie %1? </translation>
    </message>
    <message>
        <source>Usage: slipway-cli %1 %2</source>
        <translation>Aufruf: slipway-cli %1 %2</translation>
    </message>
    <message>
        <source>&quot;%1 %2&quot; does not take --%3.</source>
        <translation>„%1 %2“ kennt --%3 nicht.</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>WRONG</source>
        <translation>FALSCH</translation>
    </message>
    <message>
        <source>  %1; %2 removed, %L3 outside the range%4</source>
        <translation>  %1; %2 entfernt, %L3 außerhalb des Zeitraums%4</translation>
    </message>
    <message>
        <source>no gaps, no duplicates</source>
        <translation>keine Lücken, keine Doppelten</translation>
    </message>
    <message>
        <source>no gaps between the manifest&apos;s pages</source>
        <translation>keine Lücken zwischen den Seiten des Manifests</translation>
    </message>
    <message>
        <source>; the tenant had nothing newer than %1</source>
        <translation>; der Tenant hatte nichts Neueres als %1</translation>
    </message>
    <message>
        <source>  continues job %1: no gap between the two%2</source>
        <translation>  setzt Auftrag %1 fort: keine Lücke zwischen den beiden%2</translation>
    </message>
    <message>
        <source>, and no duplicates</source>
        <translation>, und keine Doppelten</translation>
    </message>
    <message>
        <source>  quick: the files were not read. Compared with the manifest: size and the store&apos;s MD5 for %L1, only the size for %L2</source>
        <translation>  schnell: Die Dateien wurden nicht gelesen. Mit dem Manifest verglichen: Größe und MD5 des Speichers bei %L1, nur die Größe bei %L2</translation>
    </message>
    <message>
        <source>  signed by %1</source>
        <translation>  signiert von %1</translation>
    </message>
    <message>
        <source>  stated, not proven: %1</source>
        <translation>  angegeben, nicht bewiesen: %1</translation>
    </message>
    <message>
        <source>  note: </source>
        <translation>  Hinweis: </translation>
    </message>
    <message numerus="yes">
        <source>  and %L1 more</source>
        <translation>
            <numerusform>  und %L1 weiterer</numerusform>
            <numerusform>  und %L1 weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Which export?</source>
        <translation>Welcher Export?</translation>
    </message>
    <message>
        <source>A job of &quot;jobs list&quot;: its manifests, wherever they are.</source>
        <translation>Ein Auftrag aus „jobs list“: seine Manifeste, wo immer sie sind.</translation>
    </message>
    <message>
        <source>A saved destination, for its options and credentials; manifests may be named relative to its prefix.</source>
        <translation>Ein gespeichertes Ziel, mit seinen Optionen und Zugangsdaten; Manifeste können relativ zu seinem Präfix genannt werden.</translation>
    </message>
    <message>
        <source>Read the bucket&apos;s credentials from standard input, one &quot;access_key = …&quot; per line; otherwise they come from the environment (AWS_ACCESS_KEY_ID, …) or a saved destination.</source>
        <translation>Liest die Zugangsdaten des Buckets von der Standardeingabe, je Zeile eine („access_key = …“); sonst kommen sie aus der Umgebung (AWS_ACCESS_KEY_ID, …) oder aus einem gespeicherten Ziel.</translation>
    </message>
    <message>
        <source>Public SSH keys or allowed signers: one of them must have signed each manifest (see &quot;sign&quot;).</source>
        <translation>Öffentliche SSH-Schlüssel oder zugelassene Unterzeichner: Einer davon muss jedes Manifest signiert haben (siehe „sign“).</translation>
    </message>
    <message>
        <source>Compare sizes and the store&apos;s own checksums with the manifest, and do not read the files.</source>
        <translation>Vergleicht Größen und die Prüfsummen des Speichers mit dem Manifest und liest die Dateien nicht.</translation>
    </message>
    <message>
        <source>MANIFEST-or-FOLDER… | URL… | --job ID | --destination NAME
Recompute finished exports from their files: sizes, checksums, ranges, pages, totals. What is in a bucket is read from there and not stored here.
URLs: s3://bucket/prefix/…/JOB-manifest.json, or a folder with manifests (azblob://…, gcs://…, sftp://user@host/…).</source>
        <translation>MANIFEST-oder-ORDNER… | URL… | --job ID | --destination NAME
Rechnet fertige Exporte aus ihren Dateien nach: Größen, Prüfsummen, Zeiträume, Seiten, Summen. Was in einem Bucket liegt, wird von dort gelesen und hier nicht gespeichert.
URLs: s3://bucket/prefix/…/JOB-manifest.json, oder ein Ordner mit Manifesten (azblob://…, gcs://…, sftp://user@host/…).</translation>
    </message>
    <message>
        <source>There is no signers file &quot;%1&quot;.</source>
        <translation>Es gibt keine Datei „%1“ mit Unterzeichnern.</translation>
    </message>
    <message>
        <source>Give a public SSH key, or allowed signers as ssh-keygen(1) describes them.</source>
        <translation>Geben Sie einen öffentlichen SSH-Schlüssel an, oder zugelassene Unterzeichner, wie ssh-keygen(1) sie beschreibt.</translation>
    </message>
    <message>
        <source>slipway-cli: the argument &quot;%1&quot; is not UTF-8.
If it names a file or a folder, rename it, or use a symbolic link with another name.</source>
        <translation>slipway-cli: Das Argument „%1“ ist nicht UTF-8.
Wenn es eine Datei oder einen Ordner nennt, benennen Sie sie um, oder verwenden Sie einen symbolischen Link mit einem anderen Namen.</translation>
    </message>
    <message>
        <source>slipway-cli: the command comes first, then its options.</source>
        <translation>slipway-cli: Zuerst kommt der Befehl, dann kommen seine Optionen.</translation>
    </message>
    <message>
        <source>slipway-cli: there is no such command (%1).</source>
        <translation>slipway-cli: Diesen Befehl gibt es nicht (%1).</translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation>Meinten Sie %1?</translation>
    </message>
    <message>
        <source>See &quot;slipway-cli --help&quot;.</source>
        <translation>Siehe „slipway-cli --help“.</translation>
    </message>
    <message numerus="yes">
        <source>%L1 event(s)</source>
        <translation>
            <numerusform>%L1 Ereignis</numerusform>
            <numerusform>%L1 Ereignisse</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 late event(s)</source>
        <translation>
            <numerusform>%L1 verspätetes Ereignis</numerusform>
            <numerusform>%L1 verspätete Ereignisse</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 duplicate(s)</source>
        <translation>
            <numerusform>%L1 Duplikat</numerusform>
            <numerusform>%L1 Duplikate</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 raw line break(s)</source>
        <translation>
            <numerusform>%L1 roher Zeilenumbruch</numerusform>
            <numerusform>%L1 rohe Zeilenumbrüche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 request(s)</source>
        <translation>
            <numerusform>%L1 Anfrage</numerusform>
            <numerusform>%L1 Anfragen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 page(s)</source>
        <translation>
            <numerusform>%L1 Seite</numerusform>
            <numerusform>%L1 Seiten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 file(s)</source>
        <translation>
            <numerusform>%L1 Datei</numerusform>
            <numerusform>%L1 Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 path(s)</source>
        <translation>
            <numerusform>%L1 Pfad</numerusform>
            <numerusform>%L1 Pfade</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 profile(s)</source>
        <translation>
            <numerusform>%L1 Profil</numerusform>
            <numerusform>%L1 Profile</numerusform>
        </translation>
    </message>
    <message>
        <source>Not tested.</source>
        <translation>Nicht getestet.</translation>
    </message>
    <message>
        <source>No tenants are saved.</source>
        <translation>Es sind keine Tenants gespeichert.</translation>
    </message>
    <message>
        <source>Add one with: slipway-cli tenant add</source>
        <translation>Fügen Sie einen hinzu mit: slipway-cli tenant add</translation>
    </message>
    <message>
        <source>Tested %1 of %2</source>
        <translation>%1 von %2 getestet</translation>
    </message>
    <message>
        <source>Test every saved tenant, a few at a time, each against its own profile.</source>
        <translation>Alle gespeicherten Tenants testen, einige gleichzeitig, jeden mit seinem eigenen Profil.</translation>
    </message>
    <message>
        <source>--all cannot be used with --%1.</source>
        <translation>--all und --%1 können nicht zusammen verwendet werden.</translation>
    </message>
    <message>
        <source>It tests each saved tenant with its own token and profile.</source>
        <translation>Es testet jeden gespeicherten Tenant mit dessen eigenem Token und Profil.</translation>
    </message>
    <message>
        <source>There is no file &quot;%1&quot;.</source>
        <translation>Es gibt keine Datei „%1“.</translation>
    </message>
    <message>
        <source>See the state with: slipway-cli jobs show %1</source>
        <translation>Den Stand zeigt: slipway-cli jobs show %1</translation>
    </message>
    <message>
        <source>The file &quot;%1&quot; cannot be read: %2</source>
        <translation>Die Datei „%1“ kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>Check its path and permissions.</source>
        <translation>Prüfen Sie ihren Pfad und ihre Berechtigungen.</translation>
    </message>
    <message>
        <source>Give the paths of event files.</source>
        <translation>Geben Sie die Pfade von Ereignisdateien an.</translation>
    </message>
    <message numerus="yes">
        <source>slipway-cli may open only %1 files at a time, and needs at least %2.
Raise the limit, for example with &quot;ulimit -n %3&quot;, and try again.</source>
        <translation>
            <numerusform>slipway-cli darf nur %1 Datei gleichzeitig öffnen und braucht mindestens %2.
Erhöhen Sie das Limit, etwa mit „ulimit -n %3“, und versuchen Sie es erneut.</numerusform>
            <numerusform>slipway-cli darf nur %1 Dateien gleichzeitig öffnen und braucht mindestens %2.
Erhöhen Sie das Limit, etwa mit „ulimit -n %3“, und versuchen Sie es erneut.</numerusform>
        </translation>
    </message>
    <message>
        <source>is not a whole number.</source>
        <translation>ist keine ganze Zahl.</translation>
    </message>
    <message numerus="yes">
        <source>
%1 of %n tenants are ready.</source>
        <translation>
            <numerusform>
%1 von %n Tenant ist bereit.</numerusform>
            <numerusform>
%1 von %n Tenants sind bereit.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The jobs belong to %n tenants (%1), but the given token belongs to only one.</source>
        <translation>
            <numerusform>Die Aufträge gehören zu %n Tenant (%1), das angegebene Token aber zu einem anderen.</numerusform>
            <numerusform>Die Aufträge gehören zu %n Tenants (%1), das angegebene Token aber nur zu einem.</numerusform>
        </translation>
    </message>
    <message>
        <source>none, [http://]host:port or socks5://host:port (default: the saved tenant&apos;s, else that of HTTPS_PROXY or the system).</source>
        <translation>none, [http://]host:port oder socks5://host:port (Vorgabe: der des gespeicherten Tenants, sonst der aus HTTPS_PROXY oder vom System).</translation>
    </message>
    <message>
        <source>Give a folder or a bucket with --dest, or a saved destination with --destination.</source>
        <translation>Geben Sie mit --dest einen Ordner oder Bucket an, oder mit --destination ein gespeichertes Ziel.</translation>
    </message>
    <message>
        <source>drop or keep (default: drop) events from before the range that the tenant received only during the range. They are counted in either case.</source>
        <translation>Ereignisse von vor dem Zeitraum, die der Tenant erst währenddessen erhalten hat: drop (weglassen) oder keep (behalten); Vorgabe: drop. Gezählt werden sie in jedem Fall.</translation>
    </message>
    <message>
        <source>  Resume it with: slipway-cli jobs resume %1 --token-stdin &lt; token</source>
        <translation>  Setzen Sie ihn fort mit: slipway-cli jobs resume %1 --token-stdin &lt; token</translation>
    </message>
    <message>
        <source>The proxy&apos;s password is not stored: set HTTPS_PROXY to give it. It is now in your shell&apos;s history.</source>
        <translation>Das Passwort des Proxys wird nicht gespeichert: Geben Sie es mit HTTPS_PROXY an. Es steht jetzt im Verlauf Ihrer Shell.</translation>
    </message>
    <message>
        <source>&quot;slipway-cli %1&quot; needs a verb.</source>
        <translation>„slipway-cli %1“ braucht ein Verb.</translation>
    </message>
    <message>
        <source>%1 is not a verb of &quot;slipway-cli %2&quot;.</source>
        <translation>%1 ist kein Verb von „slipway-cli %2“.</translation>
    </message>
    <message>
        <source>&quot;%1 %2&quot;: an argument is missing.</source>
        <translation>„%1 %2“: Ein Argument fehlt.</translation>
    </message>
    <message>
        <source>%1 cannot be verified, because its export is not complete.</source>
        <translation>%1 kann nicht geprüft werden, weil der Export nicht vollständig ist.</translation>
    </message>
    <message>
        <source>Resume the job with: slipway-cli jobs resume %1</source>
        <translation>Setzen Sie den Auftrag fort mit: slipway-cli jobs resume %1</translation>
    </message>
    <message>
        <source>The job has ended (%1). Start a new export.</source>
        <translation>Der Auftrag ist beendet (%1). Starten Sie einen neuen Export.</translation>
    </message>
    <message>
        <source>NOT COMPLETE  %1</source>
        <translation>UNVOLLSTÄNDIG  %1</translation>
    </message>
    <message>
        <source>Name a manifest, a folder or a bucket&apos;s URL, or give --job or --destination.</source>
        <translation>Nennen Sie ein Manifest, einen Ordner oder die URL eines Buckets, oder geben Sie --job oder --destination an.</translation>
    </message>
    <message>
        <source>Usage: slipway-cli COMMAND [options]

  check          test the connection and the token&apos;s permissions
  history        list earlier checks and compare two of them
  preview        print the newest events of an endpoint
  conform        judge whether files of events have the shape that the SIEM expects
  export         export a time range to a folder or bucket as NDJSON
  jobs           list, show, pause, cancel, resume or remove exports
  support        write a support bundle for whoever helps you
  report         write an onboarding report: PDF, HTML, JSON
  sign           sign manifests with an SSH key
  verify         recompute finished exports from their files or objects
  tenant         add, list, edit, rename or remove saved tenants, replace a token
  profile        list what SIEMs need; keep, export and import profiles of your own
  destination    add, list, test or remove buckets to export to
  demo-tenant    run a tenant to try Slipway with, on this computer only

&quot;slipway-cli COMMAND --help&quot; shows a command&apos;s options. The token comes from --token-stdin, NETSKOPE_API_TOKEN or the
keychain (--tenant NAME), never from an argument.
Exit codes: 0 all well, 1 a check or job failed, 2 usage, 3 interrupted and resumable.</source>
        <translation>Aufruf: slipway-cli BEFEHL [Optionen]

  check          testet die Verbindung und die Berechtigungen des Tokens
  history        führt frühere Tests auf und vergleicht zwei davon
  preview        gibt die neuesten Ereignisse eines Endpunkts aus
  conform        beurteilt, ob Ereignisdateien die Form haben, die das SIEM erwartet
  export         exportiert einen Zeitraum als NDJSON in einen Ordner oder Bucket
  jobs           führt Exporte auf, zeigt, pausiert, beendet, setzt fort oder entfernt sie
  support        schreibt ein Support-Paket für die, die Ihnen helfen
  report         schreibt einen Onboarding-Bericht: PDF, HTML, JSON
  sign           signiert Manifeste mit einem SSH-Schlüssel
  verify         rechnet fertige Exporte aus ihren Dateien oder Objekten nach
  tenant         verwaltet gespeicherte Tenants und ersetzt Token
  profile        führt auf, was SIEMs benötigen; verwaltet eigene Profile
  destination    verwaltet und testet Buckets als Exportziele
  demo-tenant    startet einen Tenant zum Ausprobieren, nur auf diesem Computer

„slipway-cli BEFEHL --help“ zeigt die Optionen eines Befehls. Das Token kommt aus --token-stdin, NETSKOPE_API_TOKEN oder
dem Schlüsselbund (--tenant NAME), nie aus einem Argument.
Exitcodes: 0 alles in Ordnung, 1 ein Test oder Auftrag schlug fehl, 2 Aufruf, 3 unterbrochen und fortsetzbar.</translation>
    </message>
    <message>
        <source>The folder for the file %1 does not exist.</source>
        <translation>Der Ordner für die Datei %1 ist nicht da.</translation>
    </message>
    <message>
        <source>Create it first, or name a file in another folder. Nothing was written.</source>
        <translation>Legen Sie ihn zuerst an, oder nennen Sie eine Datei in einem anderen Ordner. Es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>The profile to check against (default: the tenant&apos;s, or hunters), or custom: followed by endpoint ids.</source>
        <translation>Das Profil, gegen das geprüft wird (Vorgabe: das des Tenants oder hunters), oder custom: gefolgt von Endpunkten.</translation>
    </message>
    <message>
        <source>Further endpoints to test, comma separated.</source>
        <translation>Weitere Endpunkte, die getestet werden, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>Test again until everything needed is granted: changes can take up to 30 minutes. Each refused test appears in the tenant&apos;s audit log.</source>
        <translation>Testet erneut, bis alles Nötige erlaubt ist: Änderungen können bis zu 30 Minuten dauern. Jeder abgelehnte Test erscheint im Audit-Log des Tenants.</translation>
    </message>
    <message>
        <source>With --until-granted: seconds between two tests (default: 60).</source>
        <translation>Mit --until-granted: Sekunden zwischen zwei Tests (Vorgabe: 60).</translation>
    </message>
    <message>
        <source>With --until-granted: give up after this many minutes (default: 60; 0: never).</source>
        <translation>Mit --until-granted: nach so vielen Minuten aufgeben (Vorgabe: 60; 0: nie).</translation>
    </message>
    <message>
        <source>Find out what the token can read beyond the profile, with a few read-only requests (GET), which appear in the tenant&apos;s audit log; fewer than ten refusals an hour.</source>
        <translation>Stellt fest, was das Token über das Profil hinaus lesen kann, mit wenigen lesenden Anfragen (GET), die im Audit-Log des Tenants erscheinen; weniger als zehn Ablehnungen in der Stunde.</translation>
    </message>
    <message>
        <source>Find out the time of the oldest event of each granted endpoint: one more request for each, at most once a day.</source>
        <translation>Stellt die Zeit des ältesten Ereignisses jedes erlaubten Endpunkts fest: je eine weitere Anfrage, höchstens einmal am Tag.</translation>
    </message>
    <message>
        <source>With --audit: what it asks for, comma separated, or all (default: a small set).</source>
        <translation>Mit --audit: wonach gefragt wird, durch Kommas getrennt, oder all (Vorgabe: eine kleine Auswahl).</translation>
    </message>
    <message>
        <source>Without the keychain, give the token with --token-stdin or NETSKOPE_API_TOKEN.</source>
        <translation>Ohne den Schlüsselbund geben Sie das Token mit --token-stdin oder NETSKOPE_API_TOKEN an.</translation>
    </message>
    <message>
        <source>--%1 was given more than once, and takes one value.</source>
        <translation>--%1 wurde mehrmals angegeben, nimmt aber nur einen Wert.</translation>
    </message>
    <message>
        <source>--%1 can be used only together with --%2.</source>
        <translation>--%1 kann nur zusammen mit --%2 verwendet werden.</translation>
    </message>
    <message>
        <source>--%1 and --%2 cannot be used together.</source>
        <translation>--%1 und --%2 können nicht zusammen verwendet werden.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a saved destination, and --dest takes a folder or a URL.</source>
        <translation>„%1“ ist ein gespeichertes Ziel, und --dest nimmt einen Ordner oder eine URL.</translation>
    </message>
    <message>
        <source>Use --destination for it. If you mean a folder of this name, write ./%1</source>
        <translation>Verwenden Sie dafür --destination. Wenn Sie einen Ordner dieses Namens meinen, schreiben Sie ./%1</translation>
    </message>
    <message>
        <source>--%1 is for uploads, and this export goes to a folder.</source>
        <translation>--%1 gilt für Uploads, und dieser Export geht in einen Ordner.</translation>
    </message>
    <message>
        <source>Endpoints, comma separated: alert,application,audit</source>
        <translation>Endpunkte, durch Kommas getrennt: alert,application,audit</translation>
    </message>
    <message>
        <source>Start of the range: 2026-09-01T00:00:00Z, 2026-09-01 (00:00 UTC), -7d, now or epoch seconds. A fraction is rounded down.</source>
        <translation>Beginn des Zeitraums: 2026-09-01T00:00:00Z, 2026-09-01 (00:00 UTC), -7d, now oder Epochensekunden. Bruchteile werden abgerundet.</translation>
    </message>
    <message>
        <source>End of the range, not included. A fraction is rounded up.</source>
        <translation>Ende des Zeitraums, nicht eingeschlossen. Bruchteile werden aufgerundet.</translation>
    </message>
    <message>
        <source>A folder, or s3://bucket/prefix, azblob://…, gcs://…, sftp://user@host/folder.</source>
        <translation>Ein Ordner oder s3://bucket/prefix, azblob://…, gcs://…, sftp://user@host/folder.</translation>
    </message>
    <message>
        <source>A saved destination, instead of --dest.</source>
        <translation>Ein gespeichertes Ziel, anstelle von --dest.</translation>
    </message>
    <message>
        <source>At most this many bytes per second for uploads, such as 10M.</source>
        <translation>Höchstens so viele Byte in der Sekunde für Uploads, etwa 10M.</translation>
    </message>
    <message>
        <source>Where files wait for their upload (default: below the data folder).</source>
        <translation>Wo Dateien auf ihren Upload warten (Vorgabe: unterhalb des Datenordners).</translation>
    </message>
    <message>
        <source>At most this many bytes wait for their upload (default: four files, at least 512M).</source>
        <translation>Höchstens so viele Byte warten auf ihren Upload (Vorgabe: vier Dateien, mindestens 512M).</translation>
    </message>
    <message>
        <source>Start a new file at this size, such as 256M (the default).</source>
        <translation>Ab dieser Größe eine neue Datei beginnen, etwa 256M (die Vorgabe).</translation>
    </message>
    <message>
        <source>Requests a second for each endpoint (default: 1; 0: only the tenant&apos;s own limit).</source>
        <translation>Anfragen in der Sekunde für jeden Endpunkt (Vorgabe: 1; 0: nur die Grenze des Tenants).</translation>
    </message>
    <message>
        <source>Requests of one endpoint under way at the same time, within --max-rate, if the tenant answers slowly (default: 4; 1: one after another; at most 8).</source>
        <translation>Gleichzeitige Anfragen an einen Endpunkt, im Rahmen von --max-rate, wenn der Tenant langsam antwortet (Vorgabe: 4; 1: eine nach der anderen; höchstens 8).</translation>
    </message>
    <message>
        <source>Continue where a complete export ended, named by its job or a manifest, and take everything that has arrived since then, whatever its time. It has that export&apos;s endpoints, and also its options and destination unless others are given. Its range ends now unless --to is given.</source>
        <translation>Dort fortsetzen, wo ein vollständiger Export endete, den sein Job oder ein Manifest nennt, und alles holen, was seitdem eingetroffen ist, welche Zeit es auch trägt. Die Endpunkte sind die jenes Exports, ebenso Optionen und Ziel, wenn keine anderen angegeben sind. Der Zeitraum endet jetzt, wenn --to nicht angegeben ist.</translation>
    </message>
    <message>
        <source> (not finished; its files were removed)</source>
        <translation> (nicht fertig; seine Dateien wurden entfernt)</translation>
    </message>
    <message>
        <source>pdf, html, json, comma separated: FILE gets these endings. Otherwise FILE&apos;s own ending decides.</source>
        <translation>pdf, html, json, durch Kommas getrennt: FILE erhält diese Endungen. Sonst entscheidet die Endung von FILE.</translation>
    </message>
    <message>
        <source>a4 (default) or letter, for PDF.</source>
        <translation>a4 (Vorgabe) oder letter, für PDF.</translation>
    </message>
    <message>
        <source>Read no events: no sample and no conformance.</source>
        <translation>Keine Ereignisse lesen: keine Beispiele und keine Konformität.</translation>
    </message>
    <message>
        <source>Fields of the sample events to show, comma separated, or all (default: the useful ones).</source>
        <translation>Felder der Beispielereignisse, die gezeigt werden, durch Kommas getrennt, oder all (Vorgabe: die nützlichen).</translation>
    </message>
    <message>
        <source>Replace user names, devices and addresses by names that are consistent within the report (default: mask them).</source>
        <translation>Ersetzt Benutzernamen, Geräte und Adressen durch Namen, die im Bericht einheitlich sind (Vorgabe: maskieren).</translation>
    </message>
    <message>
        <source>Show user names, devices and addresses as sent.</source>
        <translation>Zeigt Benutzernamen, Geräte und Adressen so, wie sie gesendet wurden.</translation>
    </message>
    <message>
        <source>This removes %1 (%2), its token in the keychain and its checks. Exported files stay.</source>
        <translation>Das entfernt %1 (%2), das Token im Schlüsselbund und die Tests. Exportierte Dateien bleiben.</translation>
    </message>
    <message>
        <source>Remove it? [y/N] </source>
        <translation>Entfernen? [j/N] </translation>
    </message>
    <message>
        <source>remove: do not ask.</source>
        <translation>remove: ohne Rückfrage.</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>tested %1</source>
        <translation>getestet am %1</translation>
    </message>
    <message>
        <source>failed its test %1</source>
        <translation>Test fehlgeschlagen am %1</translation>
    </message>
    <message>
        <source>Saved %1 (%2).</source>
        <translation>%1 gespeichert (%2).</translation>
    </message>
    <message>
        <source>Saved %1 (%2); its credentials are in the keychain.</source>
        <translation>%1 gespeichert (%2); die Zugangsdaten sind im Schlüsselbund.</translation>
    </message>
    <message>
        <source>Cancelling job %1, which is running, removes the files of the endpoints that are not complete: %2 (%3) below %4.</source>
        <translation>Wird Auftrag %1, der gerade läuft, abgebrochen, so werden die Dateien der unvollständigen Endpunkte gelöscht: %2 (%3) unter %4.</translation>
    </message>
    <message>
        <source>Cancelling job %1 removes the files of the endpoints that are not complete: %2 (%3) below %4.</source>
        <translation>Wird Auftrag %1 abgebrochen, so werden die Dateien der unvollständigen Endpunkte gelöscht: %2 (%3) unter %4.</translation>
    </message>
    <message>
        <source>This removes %1 (%2) and its credentials in the keychain. What is there stays.</source>
        <translation>Damit werden %1 (%2) und die Zugangsdaten im Schlüsselbund entfernt. Was dort liegt, bleibt.</translation>
    </message>
    <message>
        <source>An invisible character at the beginning of argument %1 was dropped: %2.</source>
        <translation>Ein unsichtbares Zeichen am Anfang von Argument %1 wurde weggelassen: %2.</translation>
    </message>
    <message>
        <source>none, [http://]host:port or socks5://host:port (default: that of HTTPS_PROXY, otherwise the system&apos;s).</source>
        <translation>none, [http://]host:port oder socks5://host:port (Vorgabe: der von HTTPS_PROXY, sonst der des Systems).</translation>
    </message>
    <message>
        <source>%1 is the name of a new file or folder, but looks like a token.</source>
        <translation>%1 ist der Name einer neuen Datei oder eines neuen Ordners, sieht aber wie ein Token aus.</translation>
    </message>
    <message>
        <source>Choose a name that people recognise. Nothing was written.</source>
        <translation>Wählen Sie einen Namen, den Menschen wiedererkennen. Es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>Nothing was saved.</source>
        <translation>Es wurde nichts gespeichert.</translation>
    </message>
    <message>
        <source>Test it with: slipway-cli destination test &quot;%1&quot;</source>
        <translation>Testen Sie es mit: slipway-cli destination test &quot;%1&quot;</translation>
    </message>
    <message>
        <source>%1 is a destination of another kind (%2).</source>
        <translation>%1 ist ein Ziel anderer Art (%2).</translation>
    </message>
    <message>
        <source>Add it as a new destination.</source>
        <translation>Fügen Sie es als neues Ziel hinzu.</translation>
    </message>
    <message>
        <source>See &quot;slipway-cli destination --help&quot;.</source>
        <translation>Siehe „slipway-cli destination --help“.</translation>
    </message>
    <message>
        <source>add, edit: test the destination first, and save it only if it passes.</source>
        <translation>add, edit: Das Ziel zuerst testen und nur speichern, wenn der Test gelingt.</translation>
    </message>
    <message>
        <source>that of the environment or the system</source>
        <translation>dem der Umgebung oder des Systems</translation>
    </message>
    <message>
        <source>Job %1 was started with another proxy (%2). It goes on with that of %3 (%4).</source>
        <translation>Auftrag %1 wurde mit einem anderen Proxy gestartet (%2). Er wird mit dem von %3 fortgesetzt (%4).</translation>
    </message>
    <message>
        <source>If argument %1 contains a token or a password, revoke it: it is now in your shell&apos;s history.</source>
        <translation>Wenn Argument %1 ein Token oder ein Passwort enthält, widerrufen Sie es: Es steht jetzt im Verlauf Ihrer Shell.</translation>
    </message>
    <message>
        <source>The stored token will be sent to %1 instead of %2 from now on.</source>
        <translation>Das gespeicherte Token wird von jetzt an an %1 statt an %2 gesendet.</translation>
    </message>
    <message>
        <source>y yes</source>
        <extracomment>Answers that mean yes, separated by blanks, in lower case. The English ones are always understood.</extracomment>
        <translation>j ja</translation>
    </message>
    <message>
        <source>Check the folder and the free space, or choose another place.</source>
        <translation>Prüfen Sie den Ordner und den freien Platz, oder wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>If you mean a folder of this name, write ./%1</source>
        <translation>Wenn Sie einen Ordner dieses Namens meinen, schreiben Sie ./%1</translation>
    </message>
</context>
<context>
    <name>Conformance</name>
    <message>
        <source>A SIEM that reads one JSON object from each line refuses or skips such a line.</source>
        <translation>Ein SIEM, das aus jeder Zeile ein JSON-Objekt liest, lehnt eine solche Zeile ab oder überspringt sie.</translation>
    </message>
    <message>
        <source>These rows come from Log Streaming, another Netskope product: it writes coordinates as one text (&quot;longitude|latitude&quot;), and zip codes and categories as numbers. A parser for events of the REST API misreads them.</source>
        <translation>Diese Zeilen stammen aus Log Streaming, einem anderen Netskope-Produkt: Es schreibt Koordinaten als einen Text („longitude|latitude“) und Postleitzahlen und Kategorien als Zahlen. Ein Parser für Ereignisse der REST API liest sie falsch.</translation>
    </message>
    <message>
        <source>Without it the SIEM cannot identify, order or attribute the event: rules that use it do not see these events.</source>
        <translation>Ohne dieses Feld kann das SIEM das Ereignis nicht erkennen, einordnen oder zuordnen: Regeln, die es verwenden, sehen diese Ereignisse nicht.</translation>
    </message>
    <message>
        <source>A typed column cannot take this value: the SIEM may drop the value or refuse the event.</source>
        <translation>Eine typisierte Spalte kann diesen Wert nicht aufnehmen: Das SIEM verwirft möglicherweise den Wert oder lehnt das Ereignis ab.</translation>
    </message>
    <message>
        <source>The column stays empty for these events; rules that need it do not match them.</source>
        <translation>Die Spalte bleibt bei diesen Ereignissen leer; Regeln, die sie brauchen, treffen nicht zu.</translation>
    </message>
    <message>
        <source>An empty text stands for &quot;no value&quot;, as null does. Tenants send it in fields of any type; a column of numbers has to take it as absent.</source>
        <translation>Ein leerer Text steht für „kein Wert“, wie null. Tenants senden ihn in Feldern jedes Typs; eine Zahlenspalte muss ihn als fehlend behandeln.</translation>
    </message>
    <message>
        <source>Netskope documents another type here. The expected sample does not show the field, so a parser of the expected format does not depend on it.</source>
        <translation>Netskope dokumentiert hier einen anderen Typ. Das erwartete Beispiel zeigt das Feld nicht; ein Parser für das erwartete Format hängt also nicht davon ab.</translation>
    </message>
    <message>
        <source>Read as absent. Netskope usually sends a default value here.</source>
        <translation>Wird als fehlend gelesen. Netskope sendet hier meist einen Vorgabewert.</translation>
    </message>
    <message>
        <source>A parser that follows the expected format ignores it. The export keeps it.</source>
        <translation>Ein Parser, der sich nach dem erwarteten Format richtet, beachtet es nicht. Der Export behält es.</translation>
    </message>
    <message>
        <source>Netskope documents it for other types of events. A parser of the expected format ignores it.</source>
        <translation>Netskope dokumentiert es für andere Ereignistypen. Ein Parser für das erwartete Format beachtet es nicht.</translation>
    </message>
    <message>
        <source>Netskope documents it for this type; the sample just happens not to show it.</source>
        <translation>Netskope dokumentiert es für diesen Typ; im Beispiel kommt es nur zufällig nicht vor.</translation>
    </message>
    <message>
        <source>Other tenants send it, too, though neither the sample nor Netskope&apos;s schema shows it.</source>
        <translation>Andere Tenants senden es auch, obwohl weder das Beispiel noch das Schema von Netskope es zeigt.</translation>
    </message>
    <message>
        <source>Two types occur here, and both are accepted: the expected sample shows one, Netskope&apos;s schema or other tenants the other. A rule should be ready for either.</source>
        <translation>Hier kommen zwei Typen vor, und beide werden akzeptiert: Den einen zeigt das erwartete Beispiel, den anderen das Schema von Netskope oder andere Tenants. Eine Regel sollte auf beide gefasst sein.</translation>
    </message>
    <message>
        <source>empty text</source>
        <translation>leerer Text</translation>
    </message>
    <message>
        <source>%1 (sample), %2 (tenants)</source>
        <translation>%1 (Beispiel), %2 (Tenants)</translation>
    </message>
    <message>
        <source>%1 (sample), %2 (schema)</source>
        <translation>%1 (Beispiel), %2 (Schema)</translation>
    </message>
    <message>
        <source>list or text</source>
        <translation>Liste oder Text</translation>
    </message>
    <message>
        <source>alerts</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>audit events</source>
        <translation>Audit-Ereignisse</translation>
    </message>
    <message>
        <source>application events</source>
        <translation>Anwendungsereignisse</translation>
    </message>
    <message>
        <source>%1 V%2: %3</source>
        <translation>%1 V%2: %3</translation>
    </message>
    <message>
        <source>of other types: %1</source>
        <translation>anderer Typen: %1</translation>
    </message>
    <message>
        <source>rows of Log Streaming: %1</source>
        <translation>Zeilen aus Log Streaming: %1</translation>
    </message>
    <message>
        <source>not JSON: %1</source>
        <translation>kein JSON: %1</translation>
    </message>
    <message>
        <source>Events checked: %1</source>
        <translation>Geprüfte Ereignisse: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 of them show neither V1 nor V2; they were compared with V2.</source>
        <translation>
            <numerusform>%1 davon zeigt weder V1 noch V2; es wurde mit V2 verglichen.</numerusform>
            <numerusform>%1 davon zeigen weder V1 noch V2; sie wurden mit V2 verglichen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A file does not say which API it comes from: %1 of them were taken for V1 because they have _insertion_epoch_timestamp and none of the fields that only V2 has.</source>
        <translation>
            <numerusform>Eine Datei sagt nicht, von welcher API sie kommt: %1 davon wurde für V1 gehalten, weil es _insertion_epoch_timestamp hat und keines der Felder, die nur V2 hat.</numerusform>
            <numerusform>Eine Datei sagt nicht, von welcher API sie kommt: %1 davon wurden für V1 gehalten, weil sie _insertion_epoch_timestamp haben und keines der Felder, die nur V2 hat.</numerusform>
        </translation>
    </message>
    <message>
        <source>Every field that has a value in Hunters&apos; published sample is there, with the expected type. The SIEM can read these events as they are.</source>
        <translation>Jedes Feld, das im veröffentlichten Beispiel von Hunters einen Wert hat, ist da und hat den erwarteten Typ. Das SIEM kann diese Ereignisse so lesen.</translation>
    </message>
    <message>
        <source>The SIEM can read these events. Some fields differ from Hunters&apos; published sample in ways that leave columns empty or are ignored; the table says which.</source>
        <translation>Das SIEM kann diese Ereignisse lesen. Einige Felder weichen vom veröffentlichten Beispiel von Hunters so ab, dass Spalten leer bleiben oder sie nicht beachtet werden; die Tabelle sagt, welche.</translation>
    </message>
    <message>
        <source>Some events lack what the SIEM needs, or have values of another type: it may refuse them or miss detections. Resolve the first rows of the table before connecting the feed.</source>
        <translation>Manchen Ereignissen fehlt, was das SIEM braucht, oder Werte haben einen anderen Typ: Es lehnt sie möglicherweise ab oder übersieht etwas. Klären Sie die ersten Zeilen der Tabelle, bevor Sie die Anbindung in Betrieb nehmen.</translation>
    </message>
    <message>
        <source>There are no events to check.</source>
        <translation>Es gibt keine Ereignisse zu prüfen.</translation>
    </message>
    <message>
        <source>Hunters publishes samples of alerts, application events and audit events only; events of other types have no expected shape to be compared with.</source>
        <translation>Hunters veröffentlicht nur Beispiele von Alarmen, Anwendungsereignissen und Audit-Ereignissen; für andere Typen gibt es keine erwartete Form zum Vergleich.</translation>
    </message>
    <message>
        <source>There is no shape &quot;%1&quot;.</source>
        <translation>Es gibt keine Form „%1“.</translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation>Meinten Sie %1?</translation>
    </message>
    <message>
        <source>Known shapes: %1; add .v1 or .v2 to the name if the version of the API is known.</source>
        <translation>Bekannte Formen: %1; hängen Sie .v1 oder .v2 an, wenn die API-Version bekannt ist.</translation>
    </message>
    <message>
        <source>Conforms to the expected format</source>
        <translation>Entspricht dem erwarteten Format</translation>
    </message>
    <message>
        <source>Conforms, with notes</source>
        <translation>Entspricht, mit Hinweisen</translation>
    </message>
    <message>
        <source>Does not conform to the expected format</source>
        <translation>Entspricht nicht dem erwarteten Format</translation>
    </message>
    <message>
        <source>Nothing to compare with</source>
        <translation>Kein Vergleich möglich</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>kein JSON</translation>
    </message>
    <message>
        <source>shape of Log Streaming</source>
        <translation>Form von Log Streaming</translation>
    </message>
    <message>
        <source>essential field missing</source>
        <translation>wesentliches Feld fehlt</translation>
    </message>
    <message>
        <source>another type</source>
        <translation>anderer Typ</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>null</source>
        <translation>null</translation>
    </message>
    <message>
        <source>not the documented type</source>
        <translation>nicht der dokumentierte Typ</translation>
    </message>
    <message>
        <source>unknown field</source>
        <translation>unbekanntes Feld</translation>
    </message>
    <message>
        <source>field of other events</source>
        <translation>Feld anderer Ereignisse</translation>
    </message>
    <message>
        <source>not in the sample</source>
        <translation>nicht im Beispiel</translation>
    </message>
    <message>
        <source>seen on other tenants</source>
        <translation>auf anderen Tenants gesehen</translation>
    </message>
    <message>
        <source>two types accepted</source>
        <translation>zwei Typen akzeptiert</translation>
    </message>
    <message>
        <source>; expected %1, found %2</source>
        <translation>; erwartet %1, gefunden %2</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>For information; these conform:</source>
        <translation>Zur Information; diese sind konform:</translation>
    </message>
</context>
<context>
    <name>ConnectionCheck</name>
    <message>
        <source>The proxy cannot be used: %1</source>
        <translation>Der Proxy kann nicht verwendet werden: %1</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address; the step Proxy says where it comes from.</source>
        <translation>Prüfen Sie die Adresse des Proxys; der Schritt Proxy sagt, woher sie kommt.</translation>
    </message>
    <message>
        <source>plain HTTP on this computer</source>
        <translation>unverschlüsseltes HTTP auf diesem Computer</translation>
    </message>
</context>
<context>
    <name>ConnectionSteps</name>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>TCP</source>
        <translation>TCP</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Uhr</translation>
    </message>
    <message>
        <source>Rate limit</source>
        <translation>Ratenlimit</translation>
    </message>
    <message>
        <source>The name server did not answer.</source>
        <translation>Der Nameserver hat nicht geantwortet.</translation>
    </message>
    <message>
        <source>Check this computer&apos;s network and DNS.</source>
        <translation>Prüfen Sie Netzwerk und DNS dieses Computers.</translation>
    </message>
    <message>
        <source>No host named %1 was found.</source>
        <translation>Es wurde kein Host namens %1 gefunden.</translation>
    </message>
    <message>
        <source>Check the address for typing errors, and this computer&apos;s DNS.</source>
        <translation>Prüfen Sie die Adresse auf Tippfehler und das DNS dieses Computers.</translation>
    </message>
    <message>
        <source>%1 refuses connections on port %2.</source>
        <translation>%1 lehnt Verbindungen auf Port %2 ab.</translation>
    </message>
    <message>
        <source>%1 cannot be reached on port %2.</source>
        <translation>%1 ist auf Port %2 nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check the address, and whether a firewall or a proxy is needed.</source>
        <translation>Prüfen Sie die Adresse und ob eine Firewall oder ein Proxy nötig ist.</translation>
    </message>
    <message>
        <source>From %1 to %2 port %3</source>
        <translation>Von %1 zu %2 Port %3</translation>
    </message>
    <message>
        <source>%1 leads to %2 instead of answering; the token was not sent there.</source>
        <translation>%1 führt zu %2, statt zu antworten; das Token wurde nicht dorthin gesendet.</translation>
    </message>
    <message>
        <source>This looks like a login page: the address must be that of the API.</source>
        <translation>Das sieht nach einer Anmeldeseite aus: Die Adresse muss die der API sein.</translation>
    </message>
    <message>
        <source>%1 leads elsewhere, to %2; the token was not sent there.</source>
        <translation>%1 führt woandershin, zu %2; das Token wurde nicht dorthin gesendet.</translation>
    </message>
    <message>
        <source>If %1 is your tenant, use it as the address. If it is a login or block page, something in between answers in the tenant&apos;s place.</source>
        <translation>Wenn %1 Ihr Tenant ist, verwenden Sie es als Adresse. Ist es eine Anmelde- oder Sperrseite, antwortet etwas dazwischen anstelle des Tenants.</translation>
    </message>
    <message>
        <source>A web page answers instead of the API.</source>
        <translation>Statt der API antwortet eine Webseite.</translation>
    </message>
    <message>
        <source>The address may be that of a login page, or a proxy answers in the tenant&apos;s place.</source>
        <translation>Die Adresse ist vielleicht die einer Anmeldeseite, oder ein Proxy antwortet anstelle des Tenants.</translation>
    </message>
    <message>
        <source>Open https://%1 in a browser on this computer to see the page, and ask whoever runs the network or the proxy.</source>
        <translation>Öffnen Sie https://%1 auf diesem Computer im Browser, um die Seite zu sehen, und fragen Sie, wer das Netzwerk oder den Proxy betreibt.</translation>
    </message>
    <message>
        <source>HTTP %1</source>
        <translation>HTTP %1</translation>
    </message>
    <message>
        <source>The tenant reports a fault of its own (HTTP %1).</source>
        <translation>Der Tenant meldet einen eigenen Fehler (HTTP %1).</translation>
    </message>
    <message>
        <source>Try again in a few minutes.</source>
        <translation>Versuchen Sie es in einigen Minuten erneut.</translation>
    </message>
    <message>
        <source>an API answers</source>
        <translation>eine API antwortet</translation>
    </message>
    <message>
        <source>no Date header</source>
        <translation>keine Date-Kopfzeile</translation>
    </message>
    <message>
        <source>The tenant&apos;s clock: %1</source>
        <translation>Die Uhr des Tenants: %1</translation>
    </message>
    <message>
        <source>Set this computer&apos;s clock: time ranges would be off by as much.</source>
        <translation>Stellen Sie die Uhr dieses Computers: Zeiträume wären um ebenso viel verschoben.</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>%1 of %2 left</source>
        <translation>%1 von %2 übrig</translation>
    </message>
    <message>
        <source>The limit resets in %1 s.</source>
        <translation>Das Limit wird in %1 s zurückgesetzt.</translation>
    </message>
    <message>
        <source>For a moment the tenant had no requests left.</source>
        <translation>Einen Moment lang hatte der Tenant keine Anfragen übrig.</translation>
    </message>
    <message>
        <source>All consumers of this tenant share the limit. If every check shows this, others use most of it, and exports will be slow.</source>
        <translation>Alle Verbraucher dieses Tenants teilen sich das Limit. Zeigt jeder Test das, so verbrauchen andere das meiste davon, und Exporte werden langsam.</translation>
    </message>
    <message>
        <source>reached</source>
        <translation>erreicht</translation>
    </message>
    <message>
        <source>The tenant&apos;s rate limit was reached during the check.</source>
        <translation>Das Ratenlimit des Tenants wurde während des Tests erreicht.</translation>
    </message>
    <message>
        <source>Other consumers of this tenant share it. Test again in a minute.</source>
        <translation>Andere Verbraucher dieses Tenants teilen es sich. Testen Sie in einer Minute noch einmal.</translation>
    </message>
    <message>
        <source>A web page titled &quot;%1&quot; answered instead of the API.</source>
        <translation>Statt der API hat eine Webseite mit dem Titel „%1“ geantwortet.</translation>
    </message>
    <message numerus="yes">
        <source>%n addresses</source>
        <translation>
            <numerusform>%n Adresse</numerusform>
            <numerusform>%n Adressen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This computer&apos;s clock and the tenant&apos;s differ by %n seconds.</source>
        <translation>
            <numerusform>Die Uhren dieses Computers und des Tenants gehen um %n Sekunde auseinander.</numerusform>
            <numerusform>Die Uhren dieses Computers und des Tenants gehen um %n Sekunden auseinander.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>For a moment, none of the tenant&apos;s %n requests were left.</source>
        <translation>
            <numerusform>Einen Moment lang hatte der Tenant seine eine Anfrage nicht übrig.</numerusform>
            <numerusform>Einen Moment lang hatte der Tenant keine seiner %n Anfragen übrig.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ContentEncoding</name>
    <message>
        <source>A gateway or proxy between this computer and the tenant rewrites answers: ask its administrator to leave those of the tenant as they are.</source>
        <translation>Ein Gateway oder Proxy zwischen diesem Computer und dem Tenant schreibt Antworten um: Bitten Sie dessen Administrator, die des Tenants unverändert zu lassen.</translation>
    </message>
    <message>
        <source>An answer is compressed more than twice.</source>
        <translation>Eine Antwort ist mehr als zweimal komprimiert.</translation>
    </message>
    <message>
        <source>An answer that is compressed twice is larger than any event page.</source>
        <translation>Eine zweimal komprimierte Antwort ist größer als jede Ereignisseite.</translation>
    </message>
    <message>
        <source>An answer is compressed in a way that was not asked for (%1).</source>
        <translation>Eine Antwort ist auf eine Weise komprimiert, um die nicht gebeten wurde (%1).</translation>
    </message>
    <message>
        <source>Copy the details for a ticket.</source>
        <translation>Kopieren Sie die Einzelheiten für ein Ticket.</translation>
    </message>
</context>
<context>
    <name>ContinuationRequest</name>
    <message>
        <source>Job %1 was cancelled, so it has no end to continue from.</source>
        <translation>Auftrag %1 wurde abgebrochen, hat also kein Ende, an dem es weitergehen könnte.</translation>
    </message>
    <message>
        <source>Start a new export with --from and --to.</source>
        <translation>Starten Sie mit --from und --to einen neuen Export.</translation>
    </message>
    <message>
        <source>Job %1 is not complete (%2); only a complete export can be continued.</source>
        <translation>Auftrag %1 ist nicht vollständig (%2); nur ein vollständiger Export kann fortgesetzt werden.</translation>
    </message>
    <message>
        <source>Finish it first: slipway-cli jobs resume %1</source>
        <translation>Beenden Sie ihn zuerst: slipway-cli jobs resume %1</translation>
    </message>
    <message>
        <source>Job %1 is an export over API v1, which cannot tell what has arrived since then.</source>
        <translation>Auftrag %1 ist ein Export über API v1, die nicht sagen kann, was seither angekommen ist.</translation>
    </message>
    <message>
        <source>To get it, export the range again, or use API v2.</source>
        <translation>Exportieren Sie dazu den Zeitraum noch einmal, oder verwenden Sie API v2.</translation>
    </message>
    <message>
        <source>Job %1 is continued already, by job %2.</source>
        <translation>Auftrag %1 wird schon von Auftrag %2 fortgesetzt.</translation>
    </message>
    <message>
        <source>Continue job %1 instead. If it is not finished, resume it.</source>
        <translation>Setzen Sie stattdessen Auftrag %1 fort. Wenn er nicht beendet ist, nehmen Sie ihn mit resume wieder auf.</translation>
    </message>
    <message>
        <source>Job %1 ends at %2; an export that continues it has to end later, not at %3.</source>
        <translation>Auftrag %1 endet am %2; ein Export, der ihn fortsetzt, muss später enden, nicht am %3.</translation>
    </message>
    <message>
        <source>Choose a later end.</source>
        <translation>Wählen Sie ein späteres Ende.</translation>
    </message>
    <message>
        <source>Job %1 belongs to %2, not to %3.</source>
        <translation>Auftrag %1 gehört zu %2, nicht zu %3.</translation>
    </message>
    <message>
        <source>Continue it with the tenant that it was started on, or start a new export.</source>
        <translation>Setzen Sie ihn mit dem Tenant fort, auf dem er gestartet wurde, oder starten Sie einen neuen Export.</translation>
    </message>
    <message>
        <source>An export that continues job %1 begins where that one ends (%2) and has its endpoints.</source>
        <translation>Ein Export, der Auftrag %1 fortsetzt, beginnt, wo dieser endet (%2), und hat dessen Endpunkte.</translation>
    </message>
</context>
<context>
    <name>ContinuationTable</name>
    <message>
        <source>Job %1 is continued already, by job %2.</source>
        <translation>Auftrag %1 wird schon von Auftrag %2 fortgesetzt.</translation>
    </message>
    <message>
        <source>Continue job %1 instead. If it is not finished, resume it.</source>
        <translation>Setzen Sie stattdessen Auftrag %1 fort. Wenn er nicht beendet ist, nehmen Sie ihn mit resume wieder auf.</translation>
    </message>
</context>
<context>
    <name>CredentialEntries</name>
    <message>
        <source>The keychain holds no credentials for this destination.</source>
        <translation>Der Schlüsselbund enthält keine Zugangsdaten für dieses Ziel.</translation>
    </message>
    <message>
        <source>Add them to the destination.</source>
        <translation>Fügen Sie sie dem Ziel hinzu.</translation>
    </message>
    <message>
        <source>The keychain holds only a part of this destination&apos;s credentials.</source>
        <translation>Der Schlüsselbund enthält nur einen Teil der Zugangsdaten dieses Ziels.</translation>
    </message>
    <message>
        <source>Enter them again.</source>
        <translation>Geben Sie sie noch einmal ein.</translation>
    </message>
</context>
<context>
    <name>DemoOptions</name>
    <message>
        <source>%1 &quot;%2&quot;: %3</source>
        <translation>%1 „%2“: %3</translation>
    </message>
    <message>
        <source>See &quot;slipway-cli demo-tenant --help&quot;.</source>
        <translation>Siehe „slipway-cli demo-tenant --help“.</translation>
    </message>
    <message>
        <source>There is no option &quot;%1&quot;.</source>
        <translation>Es gibt keine Option „%1“.</translation>
    </message>
    <message>
        <source>write it as 127.0.0.1:PORT.</source>
        <translation>schreiben Sie es als 127.0.0.1:PORT.</translation>
    </message>
    <message>
        <source>write it as ENDPOINT=COUNT.</source>
        <translation>schreiben Sie es als ENDPUNKT=ANZAHL.</translation>
    </message>
    <message>
        <source>a whole number is needed.</source>
        <translation>eine ganze Zahl ist nötig.</translation>
    </message>
    <message>
        <source>a number of requests a second is needed (0: no limit).</source>
        <translation>eine Anzahl Anfragen pro Sekunde ist nötig (0: unbegrenzt).</translation>
    </message>
    <message>
        <source>a number from 1 to 10000 is needed.</source>
        <translation>eine Zahl von 1 bis 10000 ist nötig.</translation>
    </message>
    <message>
        <source>a number of pages is needed.</source>
        <translation>eine Anzahl Seiten ist nötig.</translation>
    </message>
    <message>
        <source>on or off is needed.</source>
        <translation>on oder off ist nötig.</translation>
    </message>
    <message>
        <source>%1 needs a value.</source>
        <translation>%1 braucht einen Wert.</translation>
    </message>
</context>
<context>
    <name>DemoTenant</name>
    <message>
        <source>The demo tenant listens on this computer only, not on &quot;%1&quot;.</source>
        <translation>Der Demo-Tenant lauscht nur auf diesem Computer, nicht auf „%1“.</translation>
    </message>
    <message>
        <source>Use 127.0.0.1.</source>
        <translation>Verwenden Sie 127.0.0.1.</translation>
    </message>
    <message>
        <source>The demo tenant&apos;s time range is empty.</source>
        <translation>Der Zeitraum des Demo-Tenants ist leer.</translation>
    </message>
    <message>
        <source>Choose --to later than --from.</source>
        <translation>Wählen Sie --to später als --from.</translation>
    </message>
    <message>
        <source>The demo tenant cannot listen on %1:%2.</source>
        <translation>Der Demo-Tenant kann nicht auf %1:%2 lauschen.</translation>
    </message>
    <message>
        <source>Choose another port, or 0 for a free one.</source>
        <translation>Wählen Sie einen anderen Port, oder 0 für einen freien.</translation>
    </message>
</context>
<context>
    <name>DesktopNotifier</name>
    <message>
        <source>The desktop does not show notifications.</source>
        <translation>Der Desktop zeigt keine Benachrichtigungen.</translation>
    </message>
    <message>
        <source>Start a notification service; all common desktops have one.</source>
        <translation>Starten Sie einen Benachrichtigungsdienst; alle gängigen Desktops haben einen.</translation>
    </message>
    <message>
        <source>Open Slipway</source>
        <translation>Slipway öffnen</translation>
    </message>
</context>
<context>
    <name>Destination</name>
    <message>
        <source>The prefix is too long.</source>
        <translation>Das Präfix ist zu lang.</translation>
    </message>
    <message>
        <source>Object names can have at most 1024 characters.</source>
        <translation>Objektnamen können höchstens 1024 Zeichen haben.</translation>
    </message>
    <message>
        <source>The prefix &quot;%1&quot; has a part &quot;%2&quot;.</source>
        <translation>Das Präfix „%1“ hat einen Teil „%2“.</translation>
    </message>
    <message>
        <source>Write it out.</source>
        <translation>Schreiben Sie es aus.</translation>
    </message>
    <message>
        <source>The prefix has a character that cannot be in an object&apos;s name.</source>
        <translation>Das Präfix hat ein Zeichen, das in Objektnamen nicht vorkommen kann.</translation>
    </message>
    <message>
        <source>The prefix &quot;%1&quot; has a character that was lost: it was not written as UTF-8.</source>
        <translation>Im Präfix „%1“ ging ein Zeichen verloren: Es war nicht als UTF-8 geschrieben.</translation>
    </message>
    <message>
        <source>Enter it again, in UTF-8.</source>
        <translation>Geben Sie es noch einmal in UTF-8 ein.</translation>
    </message>
    <message>
        <source>The prefix &quot;%1&quot; has an empty part (&quot;//&quot;).</source>
        <translation>Das Präfix „%1“ hat einen leeren Teil („//“).</translation>
    </message>
    <message>
        <source>Write it with single slashes: &quot;%1&quot;.</source>
        <translation>Schreiben Sie es mit einzelnen Schrägstrichen: „%1“.</translation>
    </message>
    <message>
        <source>The prefix &quot;%1&quot; has a character (&quot;%2&quot;) that would be written as another.</source>
        <translation>Das Präfix „%1“ hat ein Zeichen („%2“), das als ein anderes geschrieben würde.</translation>
    </message>
    <message>
        <source>Choose a prefix without it.</source>
        <translation>Wählen Sie ein Präfix ohne dieses Zeichen.</translation>
    </message>
    <message>
        <source>The destination has no bucket.</source>
        <translation>Das Ziel hat keinen Bucket.</translation>
    </message>
    <message>
        <source>Write it as %1://bucket/prefix.</source>
        <translation>Schreiben Sie es als %1://bucket/prefix.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; cannot be the name of a bucket.</source>
        <translation>„%1“ kann kein Bucket-Name sein.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a secret, not an option.</source>
        <translation>„%1“ ist ein Geheimnis, keine Option.</translation>
    </message>
    <message>
        <source>Give it on standard input or in the environment.</source>
        <translation>Geben Sie es auf der Standardeingabe oder in der Umgebung an.</translation>
    </message>
    <message>
        <source>%1 has no option &quot;%2&quot;.</source>
        <translation>%1 hat keine Option „%2“.</translation>
    </message>
    <message>
        <source>Known: %1.</source>
        <translation>Bekannt: %1.</translation>
    </message>
    <message>
        <source>%1 has a line break or another control character.</source>
        <translation>%1 hat einen Zeilenumbruch oder ein anderes Steuerzeichen.</translation>
    </message>
    <message>
        <source>Remove it.</source>
        <translation>Entfernen Sie es.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the name of a host.</source>
        <translation>„%1“ ist kein Hostname.</translation>
    </message>
    <message>
        <source>Write it as host or host:port; an IPv6 address is in brackets, such as [::1]:22.</source>
        <translation>Schreiben Sie es als host oder host:port; eine IPv6-Adresse steht in Klammern, etwa [::1]:22.</translation>
    </message>
    <message>
        <source>%1 cannot be &quot;%2&quot;.</source>
        <translation>%1 kann nicht „%2“ sein.</translation>
    </message>
    <message>
        <source>%1 is either true or false.</source>
        <translation>%1 ist entweder true oder false.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read.</source>
        <translation>Die Datei %1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Check its path and permissions.</source>
        <translation>Prüfen Sie ihren Pfad und ihre Berechtigungen.</translation>
    </message>
    <message>
        <source>The endpoint holds a user name or password.</source>
        <translation>Der Endpunkt enthält einen Benutzernamen oder ein Passwort.</translation>
    </message>
    <message>
        <source>Leave it out.</source>
        <translation>Lassen Sie es weg.</translation>
    </message>
    <message>
        <source>The endpoint &quot;%1&quot; is not an address.</source>
        <translation>Der Endpunkt „%1“ ist keine Adresse.</translation>
    </message>
    <message>
        <source>Write it as https://host or https://host:port.</source>
        <translation>Schreiben Sie ihn als https://host oder https://host:port.</translation>
    </message>
    <message>
        <source>The port &quot;%1&quot; is not a number from 1 to 65535.</source>
        <translation>Der Port „%1“ ist keine Zahl von 1 bis 65535.</translation>
    </message>
    <message>
        <source>There is no kind of destination &quot;%1&quot;.</source>
        <translation>Es gibt keine Zielart „%1“.</translation>
    </message>
    <message>
        <source>The destination has no host.</source>
        <translation>Das Ziel hat keinen Host.</translation>
    </message>
    <message>
        <source>Write it as sftp://user@host/folder.</source>
        <translation>Schreiben Sie es als sftp://user@host/folder.</translation>
    </message>
    <message>
        <source>There is a KMS key, but the encryption is not aws:kms.</source>
        <translation>Es gibt einen KMS-Schlüssel, aber die Verschlüsselung ist nicht aws:kms.</translation>
    </message>
    <message>
        <source>Choose aws:kms, or remove the key.</source>
        <translation>Wählen Sie aws:kms oder entfernen Sie den Schlüssel.</translation>
    </message>
    <message>
        <source>%1 has no certificates, so a CA file does not apply.</source>
        <translation>%1 hat keine Zertifikate, eine CA-Datei gilt dort also nicht.</translation>
    </message>
    <message>
        <source>Remove it; what counts is the known hosts file.</source>
        <translation>Entfernen Sie sie; es zählt die Datei der bekannten Hosts.</translation>
    </message>
    <message>
        <source>There is no secret access key for %1.</source>
        <translation>Für %1 gibt es keinen geheimen Zugriffsschlüssel.</translation>
    </message>
    <message>
        <source>There is no access key for %1.</source>
        <translation>Für %1 gibt es keinen Zugriffsschlüssel.</translation>
    </message>
    <message>
        <source>Give both keys, or name an AWS profile.</source>
        <translation>Geben Sie beide Schlüssel an, oder nennen Sie ein AWS-Profil.</translation>
    </message>
    <message>
        <source>There is neither a key nor a SAS for %1.</source>
        <translation>Für %1 gibt es weder einen Schlüssel noch ein SAS.</translation>
    </message>
    <message>
        <source>Give one of them.</source>
        <translation>Geben Sie eines davon an.</translation>
    </message>
    <message>
        <source>With an account key the endpoint is https://ACCOUNT.host, without a path.</source>
        <translation>Mit einem Kontoschlüssel ist der Endpunkt https://ACCOUNT.host, ohne Pfad.</translation>
    </message>
    <message>
        <source>Use a SAS for other endpoints.</source>
        <translation>Verwenden Sie für andere Endpunkte ein SAS.</translation>
    </message>
    <message>
        <source>There is no storage account for %1.</source>
        <translation>Für %1 gibt es kein Speicherkonto.</translation>
    </message>
    <message>
        <source>Name it, or give a whole SAS URL.</source>
        <translation>Nennen Sie es, oder geben Sie eine ganze SAS-URL an.</translation>
    </message>
    <message>
        <source>The SAS for %1 has expired (%2).</source>
        <translation>Das SAS für %1 ist abgelaufen (%2).</translation>
    </message>
    <message>
        <source>Create a new SAS and enter it.</source>
        <translation>Erstellen Sie ein neues SAS und geben Sie es ein.</translation>
    </message>
    <message>
        <source>There is no service account for %1.</source>
        <translation>Für %1 gibt es kein Dienstkonto.</translation>
    </message>
    <message>
        <source>Give its JSON, or set GOOGLE_APPLICATION_CREDENTIALS.</source>
        <translation>Geben Sie dessen JSON an, oder setzen Sie GOOGLE_APPLICATION_CREDENTIALS.</translation>
    </message>
    <message>
        <source>A password in the address would be visible in the process list.</source>
        <translation>Ein Passwort in der Adresse wäre in der Prozessliste sichtbar.</translation>
    </message>
    <message>
        <source>Leave it out: set SSHPASS, use a key, or save the destination.</source>
        <translation>Lassen Sie es weg: Setzen Sie SSHPASS, verwenden Sie einen Schlüssel, oder speichern Sie das Ziel.</translation>
    </message>
    <message>
        <source>Keys in the address would be visible in the process list.</source>
        <translation>Schlüssel in der Adresse wären in der Prozessliste sichtbar.</translation>
    </message>
    <message>
        <source>Leave them out: use the environment, or save the destination.</source>
        <translation>Lassen Sie sie weg: Verwenden Sie die Umgebung, oder speichern Sie das Ziel.</translation>
    </message>
    <message>
        <source>A name has 2 to 222 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.</source>
        <translation>Ein Name hat 2 bis 222 Buchstaben, Ziffern, Punkte, Bindestriche und Unterstriche und beginnt mit einem Buchstaben oder einer Ziffer.</translation>
    </message>
    <message>
        <source>The address has an escaped control character, such as %00 or %0a.</source>
        <translation>Die Adresse enthält ein maskiertes Steuerzeichen, etwa %00 oder %0a.</translation>
    </message>
    <message>
        <source>The address has an escaped &quot;..&quot; or &quot;.&quot; as a part of its path.</source>
        <translation>Die Adresse enthält ein maskiertes „..“ oder „.“ als Teil ihres Pfads.</translation>
    </message>
    <message>
        <source>The address has an @ without a user name in front of it, or two in a row.</source>
        <translation>Die Adresse enthält ein @ ohne Benutzernamen davor oder zwei hintereinander.</translation>
    </message>
    <message>
        <source>Write it as %1.</source>
        <translation>Schreiben Sie es als %1.</translation>
    </message>
    <message>
        <source>The endpoint contains the name of the bucket.</source>
        <translation>Der Endpunkt enthält den Namen des Buckets.</translation>
    </message>
    <message>
        <source>Give the endpoint of the store alone, as https://host or https://host:port.</source>
        <translation>Geben Sie nur den Endpunkt des Speichers an, als https://host oder https://host:port.</translation>
    </message>
    <message>
        <source>A kind of destination alone is not a place.</source>
        <translation>Die Art eines Ziels allein ist noch kein Ort.</translation>
    </message>
</context>
<context>
    <name>DestinationKind</name>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>leave empty for Amazon; https://… for a compatible store</source>
        <translation>leer für Amazon; https://… für einen kompatiblen Speicher</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>us-east-1</source>
        <translation>us-east-1</translation>
    </message>
    <message>
        <source>Access key ID</source>
        <translation>Zugriffsschlüssel-ID</translation>
    </message>
    <message>
        <source>Secret access key</source>
        <translation>Geheimer Zugriffsschlüssel</translation>
    </message>
    <message>
        <source>Session token</source>
        <translation>Sitzungstoken</translation>
    </message>
    <message>
        <source>only with temporary credentials</source>
        <translation>nur bei temporären Zugangsdaten</translation>
    </message>
    <message>
        <source>AWS profile</source>
        <translation>AWS-Profil</translation>
    </message>
    <message>
        <source>from your AWS configuration, instead of keys</source>
        <translation>aus Ihrer AWS-Konfiguration, statt Schlüsseln</translation>
    </message>
    <message>
        <source>Path style addresses</source>
        <translation>Adressen im Pfadstil</translation>
    </message>
    <message>
        <source>for compatible stores, not for Amazon</source>
        <translation>für kompatible Speicher, nicht für Amazon</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>the bucket&apos;s own</source>
        <translation>die des Buckets</translation>
    </message>
    <message>
        <source>KMS key</source>
        <translation>KMS-Schlüssel</translation>
    </message>
    <message>
        <source>arn:aws:kms:…</source>
        <translation>arn:aws:kms:…</translation>
    </message>
    <message>
        <source>The ETag is not an MD5</source>
        <translation>Das ETag ist kein MD5</translation>
    </message>
    <message>
        <source>detected if these credentials may read</source>
        <translation>wird ermittelt, wo diese Zugangsdaten lesen dürfen</translation>
    </message>
    <message>
        <source>Storage class</source>
        <translation>Speicherklasse</translation>
    </message>
    <message>
        <source>STANDARD</source>
        <translation>STANDARD</translation>
    </message>
    <message>
        <source>Canned ACL</source>
        <translation>Vordefinierte ACL</translation>
    </message>
    <message>
        <source>bucket-owner-full-control on Amazon, private elsewhere</source>
        <translation>bei Amazon bucket-owner-full-control, sonst private</translation>
    </message>
    <message>
        <source>Storage account</source>
        <translation>Speicherkonto</translation>
    </message>
    <message>
        <source>Account key</source>
        <translation>Kontoschlüssel</translation>
    </message>
    <message>
        <source>SAS URL or token</source>
        <translation>SAS-URL oder -Token</translation>
    </message>
    <message>
        <source>instead of the account key</source>
        <translation>statt des Kontoschlüssels</translation>
    </message>
    <message>
        <source>leave empty for Azure&apos;s own</source>
        <translation>leer für den von Azure</translation>
    </message>
    <message>
        <source>Access tier</source>
        <translation>Zugriffsebene</translation>
    </message>
    <message>
        <source>the account&apos;s own</source>
        <translation>die des Kontos</translation>
    </message>
    <message>
        <source>Service account (JSON)</source>
        <translation>Dienstkonto (JSON)</translation>
    </message>
    <message>
        <source>Service account file</source>
        <translation>Datei des Dienstkontos</translation>
    </message>
    <message>
        <source>instead of the JSON itself</source>
        <translation>statt des JSON selbst</translation>
    </message>
    <message>
        <source>Object ACL</source>
        <translation>Objekt-ACL</translation>
    </message>
    <message>
        <source>leave empty for Google&apos;s own; https://…</source>
        <translation>leer für den von Google; https://…</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>sftp.example.com</source>
        <translation>sftp.example.com</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>22</source>
        <translation>22</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>Privater Schlüssel</translation>
    </message>
    <message>
        <source>leave empty to use the SSH agent&apos;s keys</source>
        <translation>leer für die Schlüssel des SSH-Agenten</translation>
    </message>
    <message>
        <source>Passphrase of the key</source>
        <translation>Passphrase des Schlüssels</translation>
    </message>
    <message>
        <source>Known hosts</source>
        <translation>Bekannte Hosts</translation>
    </message>
    <message>
        <source>~/.ssh/known_hosts</source>
        <translation>~/.ssh/known_hosts</translation>
    </message>
    <message>
        <source>S3 or compatible</source>
        <translation>S3 oder kompatibel</translation>
    </message>
    <message>
        <source>Bucket</source>
        <translation>Bucket</translation>
    </message>
    <message>
        <source>Azure Blob Storage</source>
        <translation>Azure Blob Storage</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>Google Cloud Storage</source>
        <translation>Google Cloud Storage</translation>
    </message>
    <message>
        <source>SFTP</source>
        <translation>SFTP</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
</context>
<context>
    <name>DestinationProxy</name>
    <message>
        <source>%1 does not go through a proxy.</source>
        <translation>%1 geht nicht durch einen Proxy.</translation>
    </message>
    <message>
        <source>Remove the proxy; the server must be reachable from here.</source>
        <translation>Entfernen Sie den Proxy; der Server muss von hier aus erreichbar sein.</translation>
    </message>
    <message>
        <source>destination settings</source>
        <translation>Einstellungen des Ziels</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>The proxy %1 does not connect to %2: it answers &quot;%3&quot;.</source>
        <translation>Der Proxy %1 stellt keine Verbindung zu %2 her: Er antwortet „%3“.</translation>
    </message>
    <message>
        <source>Ask its administrator to allow %1 on port %2 (CONNECT).</source>
        <translation>Bitten Sie den Administrator des Proxys, %1 auf Port %2 zu erlauben (CONNECT).</translation>
    </message>
</context>
<context>
    <name>DestinationRepository</name>
    <message>
        <source>The destination has no name.</source>
        <translation>Das Ziel hat keinen Namen.</translation>
    </message>
    <message>
        <source>Give it one, such as the SIEM&apos;s.</source>
        <translation>Geben Sie ihm einen, etwa den des SIEM.</translation>
    </message>
    <message>
        <source>The destination&apos;s name is longer than 100 characters.</source>
        <translation>Der Name des Ziels ist länger als 100 Zeichen.</translation>
    </message>
    <message>
        <source>There is already a destination named &quot;%1&quot;.</source>
        <translation>Es gibt schon ein Ziel namens „%1“.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is no destination &quot;%1&quot;.</source>
        <translation>Es gibt kein Ziel „%1“.</translation>
    </message>
    <message>
        <source>See the list of destinations.</source>
        <translation>Sehen Sie in der Liste der Ziele nach.</translation>
    </message>
    <message>
        <source>The destination &quot;%1&quot; no longer exists.</source>
        <translation>Das Ziel „%1“ gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>The destination&apos;s name looks like a token.</source>
        <translation>Der Name des Ziels sieht wie ein Token aus.</translation>
    </message>
    <message>
        <source>Give it a name that people recognise. Names are stored and shown, tokens are not.</source>
        <translation>Geben Sie ihm einen Namen, den Menschen wiedererkennen. Namen werden gespeichert und angezeigt, Tokens nicht.</translation>
    </message>
</context>
<context>
    <name>DestinationSecrets</name>
    <message>
        <source>Write one per line: %1 = …</source>
        <translation>Schreiben Sie in jede Zeile eines: %1 = …</translation>
    </message>
    <message>
        <source>A line of the credentials cannot be understood.</source>
        <translation>Eine Zeile der Zugangsdaten kann nicht verstanden werden.</translation>
    </message>
    <message>
        <source>%1 has no secret of that name.</source>
        <translation>%1 hat kein Geheimnis dieses Namens.</translation>
    </message>
    <message>
        <source>There are no credentials on standard input.</source>
        <translation>Auf der Standardeingabe sind keine Zugangsdaten.</translation>
    </message>
</context>
<context>
    <name>DestinationTest</name>
    <message>
        <source>The store shows new objects only after a while (%1 s). Exports wait for that.</source>
        <translation>Der Speicher zeigt neue Objekte erst nach einer Weile (%1 s). Exporte warten darauf.</translation>
    </message>
    <message>
        <source>The test did not finish.</source>
        <translation>Der Test endete nicht.</translation>
    </message>
    <message>
        <source>Exports can go to %1.</source>
        <translation>Exporte können nach %1 gehen.</translation>
    </message>
    <message>
        <source>These credentials may only write, so Slipway relies on what the store confirms on receipt.</source>
        <translation>Diese Zugangsdaten dürfen nur schreiben, daher verlässt sich Slipway auf das, was der Speicher beim Empfang meldet.</translation>
    </message>
    <message>
        <source>The test object %1 is still there: these credentials may not delete.</source>
        <translation>Das Testobjekt %1 ist noch da: Diese Zugangsdaten dürfen nicht löschen.</translation>
    </message>
    <message>
        <source>Write an object</source>
        <translation>Ein Objekt schreiben</translation>
    </message>
    <message>
        <source>Rename it</source>
        <translation>Es umbenennen</translation>
    </message>
    <message>
        <source>Read it back</source>
        <translation>Es zurücklesen</translation>
    </message>
    <message>
        <source>List it</source>
        <translation>Es auflisten</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>Es löschen</translation>
    </message>
    <message>
        <source>The test file cannot be written.</source>
        <translation>Die Testdatei kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The store does not list the object that was just written.</source>
        <translation>Der Speicher führt das eben geschriebene Objekt nicht auf.</translation>
    </message>
    <message>
        <source>If it is slow to show new objects, try again in a minute.</source>
        <translation>Wenn er neue Objekte verspätet zeigt, versuchen Sie es in einer Minute erneut.</translation>
    </message>
    <message>
        <source>Looked for it for %1 s.</source>
        <translation>%1 s lang danach gesucht.</translation>
    </message>
    <message>
        <source>What was read back is not what was written.</source>
        <translation>Zurückgelesen wurde etwas anderes, als geschrieben wurde.</translation>
    </message>
    <message>
        <source>The store&apos;s checksums are not MD5, as when a bucket encrypts with KMS: exports read each file back to check it.</source>
        <translation>Die Prüfsummen des Speichers sind kein MD5, etwa wenn ein Bucket mit KMS verschlüsselt: Exporte lesen jede Datei zur Kontrolle zurück.</translation>
    </message>
    <message>
        <source>Not allowed. Exports do not need it.</source>
        <translation>Nicht erlaubt. Exporte brauchen es nicht.</translation>
    </message>
    <message>
        <source>The list does not show what was written.</source>
        <translation>Die Liste zeigt nicht, was geschrieben wurde.</translation>
    </message>
    <message>
        <source>Not allowed. Exports do not need it; the object stays.</source>
        <translation>Nicht erlaubt. Exporte brauchen es nicht; das Objekt bleibt.</translation>
    </message>
    <message>
        <source>These credentials may not delete from %1.</source>
        <translation>Diese Zugangsdaten dürfen aus %1 nicht löschen.</translation>
    </message>
</context>
<context>
    <name>DroppedEvents</name>
    <message>
        <source>Slipway opens event files (NDJSON or JSON, plain or gzip), the manifests of exports, and folders that contain event files.</source>
        <translation>Slipway öffnet Ereignisdateien (NDJSON oder JSON, unkomprimiert oder gzip), die Manifeste von Exporten und Ordner, in denen Ereignisdateien liegen.</translation>
    </message>
    <message>
        <source>The files of this manifest are in %1, not here.</source>
        <translation>Die Dateien dieses Manifests liegen in %1 und nicht hier.</translation>
    </message>
    <message>
        <source>The export of this manifest has no events.</source>
        <translation>Der Export dieses Manifests enthält keine Ereignisse.</translation>
    </message>
    <message>
        <source>The files that this manifest lists are not beside it.</source>
        <translation>Die Dateien, die dieses Manifest aufführt, liegen nicht daneben.</translation>
    </message>
    <message>
        <source>There is no event file in the folder %1.</source>
        <translation>Im Ordner %1 liegt keine Ereignisdatei.</translation>
    </message>
    <message>
        <source>%1 is not an event file.</source>
        <translation>%1 ist keine Ereignisdatei.</translation>
    </message>
</context>
<context>
    <name>EndpointCatalogue</name>
    <message>
        <source>The endpoint &quot;%1&quot; is named twice.</source>
        <translation>Der Endpunkt „%1“ ist zweimal genannt.</translation>
    </message>
    <message>
        <source>Alerts and %1 have the same records: /events/alert contains what the /alerts/… paths return. A consumer that reads both has these records twice.</source>
        <translation>Alarme und %1 haben dieselben Datensätze: /events/alert enthält, was die Pfade /alerts/… liefern. Wer beides liest, hat diese Datensätze doppelt.</translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation>Meinten Sie %1?</translation>
    </message>
    <message>
        <source>%1, row %2: %3</source>
        <translation>%1, Zeile %2: %3</translation>
    </message>
    <message>
        <source>%1 is not JSON (byte %2): %3</source>
        <translation>%1 ist kein JSON (Byte %2): %3</translation>
    </message>
    <message>
        <source>%1 has no list &quot;%2&quot;.</source>
        <translation>%1 hat keine Liste „%2“.</translation>
    </message>
    <message>
        <source>Netskope retired the events and alerts calls of REST API v1 in October 2024. Some private tenants still answer; plan the move to v2.</source>
        <translation>Netskope hat die Aufrufe für Ereignisse und Alarme der REST API v1 im Oktober 2024 eingestellt. Manche privaten Tenants antworten noch; planen Sie den Umstieg auf v2.</translation>
    </message>
    <message>
        <source>id, title, path and table are needed.</source>
        <translation>id, title, path und table sind nötig.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a dataexport path.</source>
        <translation>„%1“ ist kein dataexport-Pfad.</translation>
    </message>
    <message>
        <source>the id &quot;%1&quot; occurs twice.</source>
        <translation>die ID „%1“ kommt zweimal vor.</translation>
    </message>
    <message>
        <source>%1 (API v1)</source>
        <translation>%1 (API v1)</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a path of API v1.</source>
        <translation>„%1“ ist kein Pfad von API v1.</translation>
    </message>
    <message>
        <source>there is no endpoint &quot;%1&quot;.</source>
        <translation>es gibt keinen Endpunkt „%1“.</translation>
    </message>
    <message>
        <source>id, title and endpoints are needed.</source>
        <translation>id, title und endpoints sind nötig.</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>Eigene Auswahl</translation>
    </message>
    <message>
        <source>There is no profile &quot;%1&quot;.</source>
        <translation>Es gibt kein Profil „%1“.</translation>
    </message>
    <message>
        <source>Known profiles: %1, or custom: and endpoint ids (custom:alert,audit).</source>
        <translation>Bekannte Profile: %1, oder custom: und Endpunkt-IDs (custom:alert,audit).</translation>
    </message>
    <message>
        <source>API v1 has no %1.</source>
        <translation>API v1 hat kein %1.</translation>
    </message>
    <message>
        <source>It serves alert, application, audit, page, network and infrastructure.</source>
        <translation>Sie bietet alert, application, audit, page, network und infrastructure.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is an endpoint of API v1.</source>
        <translation>„%1“ ist ein Endpunkt von API v1.</translation>
    </message>
    <message>
        <source>Choose API v1, or an endpoint of v2.</source>
        <translation>Wählen Sie API v1 oder einen Endpunkt von v2.</translation>
    </message>
    <message>
        <source>Known endpoints: %1.</source>
        <translation>Bekannte Endpunkte: %1.</translation>
    </message>
    <message>
        <source>No endpoint is chosen.</source>
        <translation>Es ist kein Endpunkt gewählt.</translation>
    </message>
    <message>
        <source>There is no endpoint &quot;%1&quot;.</source>
        <translation>Es gibt keinen Endpunkt „%1“.</translation>
    </message>
    <message>
        <source>%1 (%2) can be checked, but not previewed or exported.</source>
        <translation>%1 (%2) kann getestet, aber nicht angesehen oder exportiert werden.</translation>
    </message>
    <message>
        <source>Slipway reads events through the paths below /api/v2/events/dataexport.</source>
        <translation>Slipway liest Ereignisse über die Pfade unter /api/v2/events/dataexport.</translation>
    </message>
    <message numerus="yes">
        <source>%n kinds of alerts</source>
        <translation>
            <numerusform>%n Art von Alarmen</numerusform>
            <numerusform>%n Arten von Alarmen</numerusform>
        </translation>
    </message>
    <message>
        <source>Paths that are only checked: %1.</source>
        <translation>Pfade, die nur geprüft werden: %1.</translation>
    </message>
</context>
<context>
    <name>EndpointExport</name>
    <message>
        <source>Asking the tenant for its oldest event</source>
        <translation>Fragt den Tenant nach seinem ältesten Ereignis</translation>
    </message>
    <message>
        <source>Uploading the last files</source>
        <translation>Lädt die letzten Dateien hoch</translation>
    </message>
    <message>
        <source>The tenant no longer knows where job %1 was in %2, and Slipway no longer knows which events it wrote last.</source>
        <translation>Der Tenant weiß nicht mehr, wo Auftrag %1 in %2 war, und Slipway weiß nicht mehr, welche Ereignisse zuletzt geschrieben wurden.</translation>
    </message>
    <message>
        <source>Cancel this job and export from %1 on; some events of the last hour before that may then occur twice.</source>
        <translation>Brechen Sie diesen Auftrag ab und exportieren Sie ab %1; einige Ereignisse der letzten Stunde davor können dann doppelt vorkommen.</translation>
    </message>
    <message>
        <source>Waiting for the upload to catch up</source>
        <translation>Wartet auf das Hochladen, das langsamer ist</translation>
    </message>
    <message>
        <source>Waiting %1 for the tenant&apos;s rate limit</source>
        <translation>Wartet %1 wegen des Ratenlimits des Tenants</translation>
    </message>
</context>
<context>
    <name>EndpointOutput</name>
    <message>
        <source>Checking the files of the previous run</source>
        <translation>Die Dateien des vorigen Laufs werden geprüft</translation>
    </message>
    <message>
        <source>The state file is older than the files. What it does not know is fetched again.</source>
        <translation>Die Zustandsdatei ist älter als die Dateien. Was sie nicht kennt, wird noch einmal abgerufen.</translation>
    </message>
    <message>
        <source>The unfinished file was changed. What it contained is fetched again.</source>
        <translation>Die unfertige Datei wurde geändert. Was sie enthielt, wird noch einmal abgerufen.</translation>
    </message>
    <message>
        <source>Checking %1</source>
        <translation>%1 wird geprüft</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
</context>
<context>
    <name>EventFilter</name>
    <message numerus="yes">
        <source>A filter has at most %L1 characters; this selection needs more.</source>
        <translation>
            <numerusform>Ein Filter hat höchstens %L1 Zeichen; diese Auswahl braucht mehr.</numerusform>
            <numerusform>Ein Filter hat höchstens %L1 Zeichen; diese Auswahl braucht mehr.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no opening parenthesis for this one.</source>
        <translation>Zu dieser Klammer fehlt die öffnende.</translation>
    </message>
    <message>
        <source>This does not belong here.</source>
        <translation>Das gehört nicht hierher.</translation>
    </message>
    <message>
        <source>Parentheses are nested too deeply here.</source>
        <translation>Die Klammern sind hier zu tief verschachtelt.</translation>
    </message>
    <message>
        <source>A condition is missing at the end.</source>
        <translation>Am Ende fehlt eine Bedingung.</translation>
    </message>
    <message>
        <source>The closing parenthesis is missing.</source>
        <translation>Die schließende Klammer fehlt.</translation>
    </message>
    <message>
        <source>A field name or a word is missing before this.</source>
        <translation>Davor fehlt ein Feldname oder ein Wort.</translation>
    </message>
    <message>
        <source>A condition is missing before &quot;%1&quot;.</source>
        <translation>Vor „%1“ fehlt eine Bedingung.</translation>
    </message>
    <message>
        <source>The closing quotation mark is missing.</source>
        <translation>Das schließende Anführungszeichen fehlt.</translation>
    </message>
    <message>
        <source>A value is missing after &quot;%1&quot;.</source>
        <translation>Nach „%1“ fehlt ein Wert.</translation>
    </message>
    <message>
        <source>A value is missing before &quot;%1&quot;; put it in quotation marks if it is the value.</source>
        <translation>Vor „%1“ fehlt ein Wert; setzen Sie es in Anführungszeichen, wenn es selbst der Wert ist.</translation>
    </message>
    <message>
        <source>A list in parentheses is missing after &quot;in&quot;, such as (&quot;a&quot;, &quot;b&quot;).</source>
        <translation>Nach „in“ fehlt eine Liste in Klammern, etwa (&quot;a&quot;, &quot;b&quot;).</translation>
    </message>
    <message>
        <source>A comma or the closing parenthesis of the list is missing.</source>
        <translation>Ein Komma oder die schließende Klammer der Liste fehlt.</translation>
    </message>
    <message>
        <source>The second value is missing: between LOW and HIGH.</source>
        <translation>Der zweite Wert fehlt: between VON and BIS.</translation>
    </message>
</context>
<context>
    <name>EventTypes</name>
    <message>
        <source>null</source>
        <translation>null</translation>
    </message>
    <message>
        <source>yes/no</source>
        <translation>ja/nein</translation>
    </message>
    <message>
        <source>whole number</source>
        <translation>ganze Zahl</translation>
    </message>
    <message>
        <source>decimal number</source>
        <translation>Dezimalzahl</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>list</source>
        <translation>Liste</translation>
    </message>
</context>
<context>
    <name>ExportChain</name>
    <message>
        <source>Job %1 is continued by job %2 as well, so events occur twice.</source>
        <translation>Auftrag %1 wird auch von Auftrag %2 fortgesetzt, Ereignisse kommen also doppelt vor.</translation>
    </message>
    <message>
        <source>It continues job %1, whose manifest was not verified with it: it was not checked whether events are missing or occur twice between the two.</source>
        <translation>Er setzt Auftrag %1 fort, dessen Manifest nicht mit überprüft wurde: Ob zwischen den beiden Ereignisse fehlen oder doppelt sind, wurde nicht geprüft.</translation>
    </message>
    <message>
        <source>It continues job %1, which ends at %2, but begins at %3.</source>
        <translation>Er setzt Auftrag %1 fort, der am %2 endet, beginnt aber am %3.</translation>
    </message>
    <message>
        <source>It does not continue where job %1 ended: there is a hole, or one of the two was changed.</source>
        <translation>Er setzt nicht dort fort, wo Auftrag %1 endete: Es gibt eine Lücke, oder einer der beiden wurde geändert.</translation>
    </message>
    <message>
        <source>Its first index is not the one that job %1 ended with.</source>
        <translation>Sein erster Index ist nicht der, mit dem Auftrag %1 endete.</translation>
    </message>
    <message>
        <source>It continues job %1, which belongs to another tenant (%2).</source>
        <translation>Er setzt den Job %1 fort, der zu einem anderen Tenant gehört (%2).</translation>
    </message>
</context>
<context>
    <name>ExportJob</name>
    <message>
        <source>%1 is a file, not a folder.</source>
        <translation>%1 ist eine Datei, kein Ordner.</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>Wählen Sie einen Ordner.</translation>
    </message>
    <message>
        <source>The time range is empty: it starts at %1 and ends at %2.</source>
        <translation>Der Zeitraum ist leer: Er beginnt am %1 und endet am %2.</translation>
    </message>
    <message>
        <source>Choose an end that is later than the start.</source>
        <translation>Wählen Sie ein Ende, das nach dem Anfang liegt.</translation>
    </message>
    <message>
        <source>The time range ends in the future (%1): those events do not exist yet.</source>
        <translation>Der Zeitraum endet in der Zukunft (%1): Diese Ereignisse gibt es noch nicht.</translation>
    </message>
    <message>
        <source>Choose an end that is not later than now.</source>
        <translation>Wählen Sie ein Ende, das nicht in der Zukunft liegt.</translation>
    </message>
    <message>
        <source>Files of more than 4 GiB are too large for a bucket.</source>
        <translation>Eine Dateigröße von mehr als 4 GiB ist zu viel für einen Bucket.</translation>
    </message>
    <message>
        <source>Choose a smaller one, such as 256 MiB.</source>
        <translation>Wählen Sie eine kleinere, etwa 256 MiB.</translation>
    </message>
    <message>
        <source>An upload limit is negative.</source>
        <translation>Ein Upload-Limit ist negativ.</translation>
    </message>
    <message>
        <source>The destination &quot;%1&quot; is not a full path.</source>
        <translation>Das Ziel „%1“ ist kein vollständiger Pfad.</translation>
    </message>
    <message>
        <source>The name of the folder &quot;%1&quot; is not UTF-8, so its files would go to another folder.</source>
        <translation>Der Name des Ordners „%1“ ist nicht UTF-8, seine Dateien kämen also in einen anderen Ordner.</translation>
    </message>
    <message>
        <source>Rename the folder, or choose another.</source>
        <translation>Benennen Sie den Ordner um, oder wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>The path of the destination folder is too long.</source>
        <translation>Der Pfad des Zielordners ist zu lang.</translation>
    </message>
    <message>
        <source>Choose a shorter folder name.</source>
        <translation>Wählen Sie einen kürzeren Ordnernamen.</translation>
    </message>
    <message>
        <source>A file size of %1 is too small.</source>
        <translation>Eine Dateigröße von %1 ist zu klein.</translation>
    </message>
    <message>
        <source>Choose at least 64 KiB.</source>
        <translation>Wählen Sie mindestens 64 KiB.</translation>
    </message>
    <message>
        <source>A rate of %1 requests a second is not possible.</source>
        <translation>Eine Rate von %1 Anfragen pro Sekunde ist nicht möglich.</translation>
    </message>
    <message>
        <source>Choose a number from 0 (only the tenant&apos;s own limit) to 1000.</source>
        <translation>Wählen Sie 0 (nur das Limit des Tenants) bis 1000.</translation>
    </message>
    <message>
        <source>The export has no tenant address.</source>
        <translation>Der Export hat keine Tenant-Adresse.</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Waiting for a token</source>
        <translation>Wartet auf ein Token</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Vollständig</translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation>Unvollständig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Paused by the user.</source>
        <translation>Vom Benutzer angehalten.</translation>
    </message>
    <message>
        <source>Slipway ended while the job was under way.</source>
        <translation>Slipway wurde beendet, während der Auftrag lief.</translation>
    </message>
    <message>
        <source>%1 ends at %2</source>
        <translation>%1 endet am %2</translation>
    </message>
    <message>
        <source>Late events from before the range that were left out: %1. An export that keeps late events (--late keep), or one that continues an earlier export (--continue), has them.</source>
        <translation>Verspätete Ereignisse von vor dem Zeitraum, die ausgelassen wurden: %1. Ein Export, der verspätete Ereignisse behält (--late keep), oder einer, der einen früheren fortsetzt (--continue), enthält sie.</translation>
    </message>
    <message>
        <source>Events from before the range that came with its first hour and were left out: %1. They probably arrived late; an export that continues an earlier one (--continue) has them.</source>
        <translation>Ereignisse von vor dem Zeitraum, die mit seiner ersten Stunde kamen und ausgelassen wurden: %1. Sie kamen wahrscheinlich verspätet an; ein Export, der einen früheren fortsetzt (--continue), enthält sie.</translation>
    </message>
    <message numerus="yes">
        <source>%1 requests at the same time are not possible.</source>
        <translation>
            <numerusform>%1 Anfrage gleichzeitig ist nicht möglich.</numerusform>
            <numerusform>%1 Anfragen gleichzeitig sind nicht möglich.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a number from 1 (one after another) to 8.</source>
        <translation>Wählen Sie 1 (eine nach der anderen) bis 8.</translation>
    </message>
    <message>
        <source>Answers that reported no events for a part of the range, and that no second index confirmed: %1. The manifest names the pages that followed them.</source>
        <translation>Antworten, nach denen ein Teil des Zeitraums keine Ereignisse hat und die kein zweiter Index bestätigt hat: %1. Das Manifest nennt die Seiten, die darauf folgten.</translation>
    </message>
    <message>
        <source>The tenant had nothing newer: %1. What it receives later for the rest of the range is not in the files; continue this export to get it (export --continue %2).</source>
        <translation>Der Tenant hatte nichts Neueres: %1. Was er später für den Rest des Zeitraums erhält, ist nicht in den Dateien; setzen Sie diesen Export fort, um es zu erhalten (export --continue %2).</translation>
    </message>
    <message>
        <source>The tenant had nothing newer: %1. What it receives later for the rest of the range is not in the files; job %2, which continues this export, fetches it.</source>
        <translation>Der Tenant hatte nichts Neueres: %1. Was er später für den Rest des Zeitraums erhält, ist nicht in den Dateien; Auftrag %2, der diesen Export fortsetzt, ruft es ab.</translation>
    </message>
    <message>
        <source>Writing to the folder %1 is not allowed.</source>
        <translation>In den Ordner %1 darf nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Choose another folder, or change the permissions of this one.</source>
        <translation>Wählen Sie einen anderen Ordner, oder ändern Sie die Rechte von diesem.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be created: writing to %2 is not allowed.</source>
        <translation>Der Ordner %1 kann nicht angelegt werden: In %2 darf nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Choose another folder, or change the permissions of %1.</source>
        <translation>Wählen Sie einen anderen Ordner, oder ändern Sie die Rechte von %1.</translation>
    </message>
</context>
<context>
    <name>Fetching</name>
    <message>
        <source>The files so far are complete up to %1. Resume the job to try again; if that does not help, copy this for Netskope support.</source>
        <translation>Die bisherigen Dateien sind bis %1 vollständig. Setzen Sie den Auftrag fort, um es erneut zu versuchen; hilft das nicht, kopieren Sie dies für den Netskope-Support.</translation>
    </message>
    <message>
        <source>The tenant sends the same pages of %1 again and again.</source>
        <translation>Der Tenant sendet immer wieder dieselben Seiten von %1.</translation>
    </message>
    <message>
        <source>The tenant&apos;s position in %1 goes back in time again and again.</source>
        <translation>Die Position des Tenants in %1 geht immer wieder in der Zeit zurück.</translation>
    </message>
    <message>
        <source>The tenant sends the same events of %1 again and again, each time with different content.</source>
        <translation>Der Tenant sendet immer wieder dieselben Ereignisse von %1, jedes Mal mit anderem Inhalt.</translation>
    </message>
    <message>
        <source>Several pages of %1 in a row could not be read.</source>
        <translation>Mehrere Seiten von %1 hintereinander konnten nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The tenant no longer knows where the export of %1 had got to.</source>
        <translation>Der Tenant weiß nicht mehr, wie weit der Export von %1 gekommen war.</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>%1 to %2 (see %3)</source>
        <translation>%1 bis %2 (siehe %3)</translation>
    </message>
    <message>
        <source>Some pages of %1 could not be read, so events may be missing from: %2.</source>
        <translation>Einige Seiten von %1 konnten nicht gelesen werden; Ereignisse können fehlen aus: %2.</translation>
    </message>
    <message>
        <source>Everything else is in the files. What came in place of the pages is beside them; send it to Netskope support.</source>
        <translation>Alles andere ist in den Dateien. Was anstelle der Seiten kam, liegt daneben; senden Sie es dem Netskope-Support.</translation>
    </message>
    <message>
        <source>Everything else is in the files. Copy the details for Netskope support.</source>
        <translation>Alles andere ist in den Dateien. Kopieren Sie die Einzelheiten für den Netskope-Support.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 s (until %2 UTC)</source>
        <translation>%1 s (bis %2 UTC)</translation>
    </message>
    <message>
        <source>%1 s (at %2 UTC)</source>
        <translation>%1 s (um %2 UTC)</translation>
    </message>
    <message>
        <source>%1 Trying again in %2.</source>
        <translation>%1 Nächster Versuch in %2.</translation>
    </message>
    <message>
        <source>Trying again in %1</source>
        <translation>Nächster Versuch in %1</translation>
    </message>
    <message>
        <source>The tenant says that it has nothing more; asking again in %1</source>
        <translation>Der Tenant meldet, dass er nichts mehr hat; nächste Anfrage in %1</translation>
    </message>
    <message>
        <source>Waiting %1 for late events</source>
        <translation>Wartet %1 auf verspätete Ereignisse</translation>
    </message>
    <message>
        <source>Making sure that no page is missing; asking again in %1</source>
        <translation>Es wird sichergestellt, dass keine Seite fehlt; nächste Anfrage in %1</translation>
    </message>
    <message>
        <source>The tenant asks to wait %1</source>
        <translation>Der Tenant bittet darum, %1 zu warten</translation>
    </message>
</context>
<context>
    <name>FileDigests</name>
    <message>
        <source>The finished file cannot be read</source>
        <translation>Die fertige Datei kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
</context>
<context>
    <name>FileSource</name>
    <message>
        <source>%1 cannot be read.</source>
        <translation>%1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Check that the file is there and that you may read it.</source>
        <translation>Prüfen Sie, ob die Datei da ist und Sie sie lesen dürfen.</translation>
    </message>
    <message>
        <source>It ends too early.</source>
        <translation>Es endet zu früh.</translation>
    </message>
    <message>
        <source>It is damaged from here on.</source>
        <translation>Ab hier ist es beschädigt.</translation>
    </message>
    <message>
        <source>%1 could be unpacked only in part. %2</source>
        <translation>%1 konnte nur zum Teil entpackt werden. %2</translation>
    </message>
    <message>
        <source>The events before that point are shown. Fetch the file again for the rest.</source>
        <translation>Die Ereignisse vor dieser Stelle werden gezeigt. Laden Sie die Datei für den Rest noch einmal.</translation>
    </message>
    <message>
        <source>There is no room to unpack all of %1.</source>
        <translation>Es ist nicht genug Platz, um %1 ganz zu entpacken.</translation>
    </message>
    <message>
        <source>The events so far are shown. Free some space in %1 and open the file again.</source>
        <translation>Die bisherigen Ereignisse werden gezeigt. Schaffen Sie Platz in %1 und öffnen Sie die Datei noch einmal.</translation>
    </message>
    <message>
        <source>There is nowhere to unpack %1.</source>
        <translation>Es gibt keinen Ort, um %1 zu entpacken.</translation>
    </message>
    <message>
        <source>Check that you may write to %1.</source>
        <translation>Prüfen Sie, ob Sie nach %1 schreiben dürfen.</translation>
    </message>
    <message>
        <source>%1 is not a file.</source>
        <translation>%1 ist keine Datei.</translation>
    </message>
    <message>
        <source>Choose a file of events: NDJSON, plain or gzip.</source>
        <translation>Wählen Sie eine Datei mit Ereignissen: NDJSON, unkomprimiert oder gzip.</translation>
    </message>
    <message>
        <source>%1 is UTF-16 text; events are UTF-8.</source>
        <translation>%1 ist UTF-16-Text; Ereignisse sind UTF-8.</translation>
    </message>
    <message>
        <source>Save it as UTF-8 and open it again.</source>
        <translation>Speichern Sie es als UTF-8 und öffnen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>%1 is compressed in a way that Slipway cannot read.</source>
        <translation>%1 ist auf eine Weise komprimiert, die Slipway nicht lesen kann.</translation>
    </message>
    <message>
        <source>Unpack it first; only gzip files can be opened as they are.</source>
        <translation>Entpacken Sie es zuerst; direkt geöffnet werden nur gzip-Dateien.</translation>
    </message>
</context>
<context>
    <name>Fix</name>
    <message>
        <source>our SIEM</source>
        <translation>unser SIEM</translation>
    </message>
    <message>
        <source>With a service account, one function of the role (%1, for example) includes all of these: %2.</source>
        <translation>Bei einem Dienstkonto umfasst eine Funktion der Rolle (zum Beispiel %1) alle diese: %2.</translation>
    </message>
    <message>
        <source>With a service account, %1 may come together with what %2 needs (%3), in one function of the role (%4, for example). Then it cannot be removed on its own.</source>
        <translation>Bei einem Dienstkonto kann %1 zusammen mit dem kommen, was %2 benötigt (%3), in einer Funktion der Rolle (zum Beispiel %4). Dann lässt es sich nicht einzeln entfernen.</translation>
    </message>
    <message>
        <source>With a service account, the function that includes %1 (%2, for example) also includes other paths: %3.</source>
        <translation>Bei einem Dienstkonto umfasst die Funktion, die %1 enthält (zum Beispiel %2), auch andere Pfade: %3.</translation>
    </message>
    <message>
        <source>With a service account (RBAC v3):</source>
        <translation>Mit einem Dienstkonto (RBAC v3):</translation>
    </message>
    <message>
        <source>With an older token:</source>
        <translation>Mit einem älteren Token:</translation>
    </message>
    <message>
        <source>Paths:</source>
        <translation>Pfade:</translation>
    </message>
    <message>
        <source>%1 (read and write)</source>
        <translation>%1 (lesen und schreiben)</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weiterer</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Fixes</name>
    <message>
        <source>Grant the missing permission</source>
        <translation>Fehlende Berechtigung erteilen</translation>
    </message>
    <message>
        <source>The token works, but has no permission for %PATH%.</source>
        <translation>Das Token funktioniert, hat aber keine Berechtigung für %PATH%.</translation>
    </message>
    <message>
        <source>Grant the token read access to %PATH%. Changes can take up to 30 minutes to take effect; then test again.</source>
        <translation>Erteilen Sie dem Token Lesezugriff auf %PATH%. Änderungen können bis zu 30 Minuten brauchen; testen Sie dann noch einmal.</translation>
    </message>
    <message>
        <source>Hello,

the API token for %PROFILE% on %HOST% lacks read permission for:

%PATHS%

%TOGETHER%Please add it: with a service account, grant its role View on the functions that include these paths (Settings &gt; Administration &gt; Administrators &amp; Roles &gt; Roles); with an older token, edit the token under Settings &gt; Tools &gt; REST API v2 and add the paths with the privilege Read. Nothing else is needed, and the token itself can stay.

Thank you</source>
        <translation>Guten Tag,

dem API-Token für %PROFILE% auf %HOST% fehlt die Leseberechtigung für:

%PATHS%

%TOGETHER%Bitte fügen Sie sie hinzu: bei einem Dienstkonto in seiner Rolle View für die Funktionen, die diese Pfade enthalten (Settings &gt; Administration &gt; Administrators &amp; Roles &gt; Roles); bei einem älteren Token, indem Sie es unter Settings &gt; Tools &gt; REST API v2 bearbeiten und die Pfade mit dem Recht Read hinzufügen. Mehr ist nicht nötig, und das Token selbst kann bleiben.

Vielen Dank</translation>
    </message>
    <message>
        <source>Sign in as Tenant Admin and open Settings &gt; Administration &gt; Administrators &amp; Roles.</source>
        <translation>Melden Sie sich als Tenant Admin an und öffnen Sie Settings &gt; Administration &gt; Administrators &amp; Roles.</translation>
    </message>
    <message>
        <source>On the Roles tab open the role of the token&apos;s service account (or create one for it).</source>
        <translation>Öffnen Sie auf dem Reiter Roles die Rolle des Dienstkontos, zu dem das Token gehört (oder legen Sie eine dafür an).</translation>
    </message>
    <message>
        <source>Grant View on the functions that include the paths below; a function&apos;s tooltip shows its paths, and it is named after the event type (Application Events, Alerts, Audit Log).</source>
        <translation>Erteilen Sie View für die Funktionen, die die Pfade unten enthalten; der Tooltip einer Funktion zeigt ihre Pfade, und sie ist nach dem Ereignistyp benannt (Application Events, Alerts, Audit Log).</translation>
    </message>
    <message>
        <source>Save. The service account and its token stay as they are.</source>
        <translation>Speichern Sie. Das Dienstkonto und sein Token bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Wait up to 30 minutes, then test again.</source>
        <translation>Warten Sie bis zu 30 Minuten und testen Sie dann noch einmal.</translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2.</source>
        <translation>Öffnen Sie Settings &gt; Tools &gt; REST API v2.</translation>
    </message>
    <message>
        <source>Find the token, choose Edit, and add the paths below with the privilege Read.</source>
        <translation>Suchen Sie das Token, wählen Sie Edit, und fügen Sie die Pfade unten mit dem Recht Read hinzu.</translation>
    </message>
    <message>
        <source>Save. The token text stays the same.</source>
        <translation>Speichern Sie. Der Text des Tokens bleibt derselbe.</translation>
    </message>
    <message>
        <source>Wait up to 30 minutes, then test again. If the page no longer offers it, the tenant has moved to service accounts.</source>
        <translation>Warten Sie bis zu 30 Minuten und testen Sie dann noch einmal. Bietet die Seite es nicht mehr an, so ist der Tenant auf Dienstkonten umgestellt.</translation>
    </message>
    <message>
        <source>Replace the token</source>
        <translation>Token ersetzen</translation>
    </message>
    <message>
        <source>The tenant does not accept this token: no request with it was answered.</source>
        <translation>Der Tenant akzeptiert dieses Token nicht: Keine Anfrage damit wurde beantwortet.</translation>
    </message>
    <message>
        <source>Most likely it is mistyped, expired or revoked.</source>
        <translation>Höchstwahrscheinlich ist es falsch geschrieben, abgelaufen oder widerrufen.</translation>
    </message>
    <message>
        <source>A new token that works shows that the old one was the reason. If a new one is refused too, REST API v2 may be switched off, or this computer&apos;s address may not be on the allowlist: try the same token from an address that is.</source>
        <translation>Ein neues Token, das funktioniert, zeigt, dass das alte der Grund war. Wird auch ein neues abgelehnt, ist vielleicht REST API v2 ausgeschaltet, oder die Adresse dieses Computers steht nicht auf der Zulassungsliste: Versuchen Sie dasselbe Token von einer Adresse, die darauf steht.</translation>
    </message>
    <message>
        <source>Create a new token and enter it here. If it is refused too, check that REST API v2 is switched on and that this computer&apos;s address is on the allowlist.</source>
        <translation>Erstellen Sie ein neues Token und geben Sie es hier ein. Wird auch dieses abgelehnt, prüfen Sie, ob REST API v2 eingeschaltet ist und die Adresse dieses Computers auf der Zulassungsliste steht.</translation>
    </message>
    <message>
        <source>Hello,

the API token for %PROFILE% on %HOST% is refused. Please check whether it has expired or was revoked, and issue a new one with read permission for:

%PATHS%

%TOGETHER%Please also check that REST API v2 is switched on, and that an IP allowlist, if there is one, contains the address that this computer uses.

Thank you</source>
        <translation>Guten Tag,

das API-Token für %PROFILE% auf %HOST% wird abgelehnt. Bitte prüfen Sie, ob es abgelaufen ist oder widerrufen wurde, und stellen Sie ein neues mit Leseberechtigung aus für:

%PATHS%

%TOGETHER%Bitte prüfen Sie auch, ob REST API v2 eingeschaltet ist und ob eine IP-Zulassungsliste, falls es eine gibt, die Adresse enthält, die dieser Computer verwendet.

Vielen Dank</translation>
    </message>
    <message>
        <source>Open the service account and look at its token: has it expired, or was it revoked?</source>
        <translation>Öffnen Sie das Dienstkonto und sehen Sie sich sein Token an: Ist es abgelaufen, oder wurde es widerrufen?</translation>
    </message>
    <message>
        <source>Generate a new token, choose its expiry date, and copy it immediately: it is shown only then.</source>
        <translation>Erzeugen Sie ein neues Token, wählen Sie sein Ablaufdatum und kopieren Sie es sofort: Es wird nur dann angezeigt.</translation>
    </message>
    <message>
        <source>Replace the token here and test again.</source>
        <translation>Ersetzen Sie das Token hier und testen Sie noch einmal.</translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2 and find the token: has it expired, or was it revoked?</source>
        <translation>Öffnen Sie Settings &gt; Tools &gt; REST API v2 und suchen Sie das Token: Ist es abgelaufen, oder wurde es widerrufen?</translation>
    </message>
    <message>
        <source>An expired older token cannot be extended. If New Token is no longer offered, create a service account instead.</source>
        <translation>Ein abgelaufenes älteres Token kann nicht verlängert werden. Wird New Token nicht mehr angeboten, legen Sie stattdessen ein Dienstkonto an.</translation>
    </message>
    <message>
        <source>Check that REST API Status is switched on at the top of the page.</source>
        <translation>Prüfen Sie oben auf der Seite, ob REST API Status eingeschaltet ist.</translation>
    </message>
    <message>
        <source>Use a token that may read events</source>
        <translation>Ein Token verwenden, das Ereignisse lesen darf</translation>
    </message>
    <message>
        <source>The token is accepted by the tenant, but refused for %PATH%.</source>
        <translation>Das Token wird vom Tenant akzeptiert, für %PATH% aber abgelehnt.</translation>
    </message>
    <message>
        <source>Most likely it was created for something else, such as SCIM or administration.</source>
        <translation>Höchstwahrscheinlich wurde es für etwas anderes erstellt, etwa SCIM oder Verwaltung.</translation>
    </message>
    <message>
        <source>Look at the token&apos;s permissions in the console: if no path begins with /api/v2/events/dataexport, it was created for something else.</source>
        <translation>Sehen Sie in der Konsole nach den Berechtigungen des Tokens: Beginnt kein Pfad mit /api/v2/events/dataexport, wurde es für etwas anderes erstellt.</translation>
    </message>
    <message>
        <source>Create a separate token for %PROFILE% instead of widening this one.</source>
        <translation>Erstellen Sie ein eigenes Token für %PROFILE%, statt dieses zu erweitern.</translation>
    </message>
    <message>
        <source>Hello,

the API token that I was given for %PROFILE% on %HOST% was created for another purpose. Please issue one with read permission for these paths, and nothing else:

%PATHS%

%TOGETHER%Thank you</source>
        <translation>Guten Tag,

das API-Token, das ich für %PROFILE% auf %HOST% erhalten habe, wurde für einen anderen Zweck erstellt. Bitte stellen Sie eines mit Leseberechtigung für diese Pfade aus, und für nichts anderes:

%PATHS%

%TOGETHER%Vielen Dank</translation>
    </message>
    <message>
        <source>Create a role with View on the functions that include the paths below, and nothing else.</source>
        <translation>Legen Sie eine Rolle mit View für die Funktionen an, die die Pfade unten enthalten, und für nichts anderes.</translation>
    </message>
    <message>
        <source>Create a service account with this role, generate its token and copy it immediately.</source>
        <translation>Legen Sie ein Dienstkonto mit dieser Rolle an, erzeugen Sie sein Token und kopieren Sie es sofort.</translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2 and look at the token&apos;s endpoints.</source>
        <translation>Öffnen Sie Settings &gt; Tools &gt; REST API v2 und sehen Sie sich die Endpunkte des Tokens an.</translation>
    </message>
    <message>
        <source>Create a separate token with the paths below and the privilege Read; if New Token is no longer offered, create a service account instead.</source>
        <translation>Erstellen Sie ein eigenes Token mit den Pfaden unten und dem Recht Read; wird New Token nicht mehr angeboten, legen Sie stattdessen ein Dienstkonto an.</translation>
    </message>
    <message>
        <source>Use a REST API v2 token</source>
        <translation>Ein Token von REST API v2 verwenden</translation>
    </message>
    <message>
        <source>The tenant does not accept this token for API v2.</source>
        <translation>Der Tenant akzeptiert dieses Token für API v2 nicht.</translation>
    </message>
    <message>
        <source>It has the form of a REST API v1 token (hexadecimal digits only); v1 and v2 tokens are not interchangeable.</source>
        <translation>Es hat die Form eines Tokens von REST API v1 (nur hexadezimale Ziffern); Token von v1 und v2 sind nicht austauschbar.</translation>
    </message>
    <message>
        <source>See where the token was created: Settings &gt; Tools &gt; REST API v1 creates v1 tokens.</source>
        <translation>Sehen Sie nach, wo das Token erstellt wurde: Settings &gt; Tools &gt; REST API v1 erstellt Token von v1.</translation>
    </message>
    <message>
        <source>Create a REST API v2 token and enter it here.</source>
        <translation>Erstellen Sie ein Token von REST API v2 und geben Sie es hier ein.</translation>
    </message>
    <message>
        <source>Hello,

the token that I was given for %PROFILE% on %HOST% looks like a REST API v1 token. Please issue a REST API v2 token with read permission for:

%PATHS%

%TOGETHER%Thank you</source>
        <translation>Guten Tag,

das Token, das ich für %PROFILE% auf %HOST% erhalten habe, sieht nach einem Token von REST API v1 aus. Bitte stellen Sie ein Token von REST API v2 mit Leseberechtigung aus für:

%PATHS%

%TOGETHER%Vielen Dank</translation>
    </message>
    <message>
        <source>Create a role with View on the functions that include the paths below.</source>
        <translation>Legen Sie eine Rolle mit View für die Funktionen an, die die Pfade unten enthalten.</translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2 (not v1).</source>
        <translation>Öffnen Sie Settings &gt; Tools &gt; REST API v2 (nicht v1).</translation>
    </message>
    <message>
        <source>Create a token with the paths below and the privilege Read; if New Token is no longer offered, create a service account instead.</source>
        <translation>Erstellen Sie ein Token mit den Pfaden unten und dem Recht Read; wird New Token nicht mehr angeboten, legen Sie stattdessen ein Dienstkonto an.</translation>
    </message>
    <message>
        <source>Replace the API v1 token</source>
        <translation>Token von API v1 ersetzen</translation>
    </message>
    <message>
        <source>API v1 of the tenant does not accept this token.</source>
        <translation>API v1 des Tenants akzeptiert dieses Token nicht.</translation>
    </message>
    <message>
        <source>Most likely it is mistyped, expired or revoked, or it was created for API v2: the two are not interchangeable.</source>
        <translation>Höchstwahrscheinlich ist es falsch geschrieben, abgelaufen oder widerrufen, oder es wurde für API v2 erstellt: Die beiden sind nicht austauschbar.</translation>
    </message>
    <message>
        <source>See where the token was created: only Settings &gt; Tools &gt; REST API v1 creates v1 tokens. Set the tenant to API v2 and test again: if that works, it is a v2 token.</source>
        <translation>Sehen Sie nach, wo das Token erstellt wurde: Nur Settings &gt; Tools &gt; REST API v1 erstellt Token von v1. Stellen Sie den Tenant auf API v2 und testen Sie noch einmal: Funktioniert das, ist es ein Token von v2.</translation>
    </message>
    <message>
        <source>Copy the token of REST API v1 again, or move the tenant to API v2.</source>
        <translation>Kopieren Sie das Token von REST API v1 noch einmal, oder stellen Sie den Tenant auf API v2 um.</translation>
    </message>
    <message>
        <source>Hello,

API v1 of %HOST% refuses the token that I was given for %PROFILE%. Please check it under Settings &gt; Tools &gt; REST API v1, or better issue a token for API v2.

Thank you</source>
        <translation>Guten Tag,

API v1 von %HOST% lehnt das Token ab, das ich für %PROFILE% erhalten habe. Bitte prüfen Sie es unter Settings &gt; Tools &gt; REST API v1, oder stellen Sie besser ein Token für API v2 aus.

Vielen Dank</translation>
    </message>
    <message>
        <source>Service accounts have tokens for API v2 only: set the tenant to API v2 here.</source>
        <translation>Dienstkonten haben nur Token für API v2: Stellen Sie den Tenant hier auf API v2.</translation>
    </message>
    <message>
        <source>Sign in as Tenant Admin, open Settings &gt; Administration &gt; Administrators &amp; Roles, and create a service account for %PROFILE%.</source>
        <translation>Melden Sie sich als Tenant Admin an, öffnen Sie Settings &gt; Administration &gt; Administrators &amp; Roles, und legen Sie ein Dienstkonto für %PROFILE% an.</translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v1.</source>
        <translation>Öffnen Sie Settings &gt; Tools &gt; REST API v1.</translation>
    </message>
    <message>
        <source>Look at the token&apos;s expiry date; if it has passed, generate a new one. Everything that uses the old one stops working.</source>
        <translation>Sehen Sie nach dem Ablaufdatum des Tokens; ist es vorbei, erzeugen Sie ein neues. Alles, was das alte verwendet, funktioniert dann nicht mehr.</translation>
    </message>
    <message>
        <source>Move to API v2</source>
        <translation>Auf API v2 umsteigen</translation>
    </message>
    <message>
        <source>This tenant does not serve %PATH%.</source>
        <translation>Dieser Tenant bietet %PATH% nicht an.</translation>
    </message>
    <message>
        <source>Netskope retired the events and alerts calls of API v1 in October 2024.</source>
        <translation>Netskope hat die Aufrufe für Ereignisse und Alarme von API v1 im Oktober 2024 eingestellt.</translation>
    </message>
    <message>
        <source>Set the tenant to API v2 and give it a token of API v2.</source>
        <translation>Stellen Sie den Tenant auf API v2 und geben Sie ihm ein Token von API v2.</translation>
    </message>
    <message>
        <source>Hello,

%HOST% no longer serves these calls of API v1:

%PATHS%

Please issue a token for API v2 for %PROFILE%.

Thank you</source>
        <translation>Guten Tag,

%HOST% bietet diese Aufrufe von API v1 nicht mehr an:

%PATHS%

Bitte stellen Sie für %PROFILE% ein Token für API v2 aus.

Vielen Dank</translation>
    </message>
    <message>
        <source>Create a role with View on the functions of the event types that %PROFILE% needs, and a service account with this role.</source>
        <translation>Legen Sie eine Rolle mit View für die Funktionen der Ereignistypen an, die %PROFILE% benötigt, und ein Dienstkonto mit dieser Rolle.</translation>
    </message>
    <message>
        <source>Generate its token, copy it immediately, and set the tenant to API v2 here.</source>
        <translation>Erzeugen Sie sein Token, kopieren Sie es sofort, und stellen Sie den Tenant hier auf API v2.</translation>
    </message>
    <message>
        <source>The page Settings &gt; Tools &gt; REST API v1 no longer helps: these calls are gone.</source>
        <translation>Die Seite Settings &gt; Tools &gt; REST API v1 hilft nicht mehr: Diese Aufrufe gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>Use a service account.</source>
        <translation>Verwenden Sie ein Dienstkonto.</translation>
    </message>
    <message>
        <source>Switch REST API v2 on</source>
        <translation>REST API v2 einschalten</translation>
    </message>
    <message>
        <source>The tenant says that its API is switched off.</source>
        <translation>Der Tenant sagt, seine API sei ausgeschaltet.</translation>
    </message>
    <message>
        <source>Have REST API v2 switched on in the tenant, then test again.</source>
        <translation>Lassen Sie REST API v2 im Tenant einschalten und testen Sie dann noch einmal.</translation>
    </message>
    <message>
        <source>Hello,

%HOST% answers that its REST API is switched off. Please switch on REST API Status under Settings &gt; Tools &gt; REST API v2, so that %PROFILE% can read:

%PATHS%

Thank you</source>
        <translation>Guten Tag,

%HOST% antwortet, dass seine REST API ausgeschaltet ist. Bitte schalten Sie unter Settings &gt; Tools &gt; REST API v2 den REST API Status ein, damit %PROFILE% lesen kann:

%PATHS%

Vielen Dank</translation>
    </message>
    <message>
        <source>Sign in as Tenant Admin and open Settings &gt; Tools &gt; REST API v2.</source>
        <translation>Melden Sie sich als Tenant Admin an und öffnen Sie Settings &gt; Tools &gt; REST API v2.</translation>
    </message>
    <message>
        <source>Switch REST API Status on.</source>
        <translation>Schalten Sie REST API Status ein.</translation>
    </message>
    <message>
        <source>Switch REST API Status on. All tokens work again.</source>
        <translation>Schalten Sie REST API Status ein. Alle Token funktionieren wieder.</translation>
    </message>
    <message>
        <source>Add this computer&apos;s address to the allowlist</source>
        <translation>Die Adresse dieses Computers in die Zulassungsliste aufnehmen</translation>
    </message>
    <message>
        <source>Every request from this computer is refused.</source>
        <translation>Jede Anfrage von diesem Computer wird abgelehnt.</translation>
    </message>
    <message>
        <source>The answer looks as if it came from an allowlist or a gateway rather than from the API.</source>
        <translation>Die Antwort sieht aus, als käme sie von einer Zulassungsliste oder einem Gateway und nicht von der API.</translation>
    </message>
    <message>
        <source>Test the same token from an address that is on the list, such as the company&apos;s network or VPN: if it works there, the address is the reason.</source>
        <translation>Testen Sie dasselbe Token von einer Adresse auf der Liste, etwa dem Firmennetz oder VPN: Funktioniert es dort, ist die Adresse der Grund.</translation>
    </message>
    <message>
        <source>Ask for this computer&apos;s public address to be added to the IP allowlist of the tenant, or of the service account&apos;s role.</source>
        <translation>Bitten Sie darum, die öffentliche Adresse dieses Computers in die IP-Zulassungsliste des Tenants oder der Rolle des Dienstkontos aufzunehmen.</translation>
    </message>
    <message>
        <source>Hello,

the API of %HOST% refuses all requests from my computer; an IP allowlist looks like the reason. Please add my public address (and those of %PROFILE%) to the allowlist of the tenant, or of the service account&apos;s role.

Thank you</source>
        <translation>Guten Tag,

die API von %HOST% lehnt alle Anfragen von meinem Computer ab; eine IP-Zulassungsliste scheint der Grund zu sein. Bitte nehmen Sie meine öffentliche Adresse (und die von %PROFILE%) in die Zulassungsliste des Tenants oder der Rolle des Dienstkontos auf.

Vielen Dank</translation>
    </message>
    <message>
        <source>Sign in as Tenant Admin and open Settings &gt; Administration &gt; IP Allowlist: is this computer&apos;s public address on it?</source>
        <translation>Melden Sie sich als Tenant Admin an und öffnen Sie Settings &gt; Administration &gt; IP Allowlist: Steht die öffentliche Adresse dieses Computers darauf?</translation>
    </message>
    <message>
        <source>Open Administrators &amp; Roles &gt; Roles and the role of the service account: its own IP allowlist overrides the tenant&apos;s.</source>
        <translation>Öffnen Sie Administrators &amp; Roles &gt; Roles und die Rolle des Dienstkontos: Ihre eigene IP-Zulassungsliste hat Vorrang vor der des Tenants.</translation>
    </message>
    <message>
        <source>Remember that %PROFILE% itself calls from other addresses, which must be on the list as well.</source>
        <translation>Denken Sie daran, dass %PROFILE% selbst von anderen Adressen aus zugreift, die auch auf der Liste stehen müssen.</translation>
    </message>
    <message>
        <source>Open Settings &gt; Administration &gt; IP Allowlist: is this computer&apos;s public address on it?</source>
        <translation>Öffnen Sie Settings &gt; Administration &gt; IP Allowlist: Steht die öffentliche Adresse dieses Computers darauf?</translation>
    </message>
    <message>
        <source>Find out what answers in the tenant&apos;s place</source>
        <translation>Herausfinden, was anstelle des Tenants antwortet</translation>
    </message>
    <message>
        <source>A web page came back instead of an answer from the API, so nothing is known about the token or its permissions.</source>
        <translation>Statt einer Antwort der API kam eine Webseite zurück; über das Token oder seine Berechtigungen ist also nichts bekannt.</translation>
    </message>
    <message>
        <source>Most likely something between this computer and the tenant answered: a proxy, a login page of the network, or a gateway.</source>
        <translation>Höchstwahrscheinlich hat etwas zwischen diesem Computer und dem Tenant geantwortet: ein Proxy, eine Anmeldeseite des Netzwerks oder ein Gateway.</translation>
    </message>
    <message>
        <source>Test from another network, such as a phone&apos;s: if the API answers there, the network here is the reason.</source>
        <translation>Testen Sie aus einem anderen Netz, etwa dem eines Telefons: Antwortet die API dort, ist das Netz hier der Grund.</translation>
    </message>
    <message>
        <source>Open https://%HOST% in a browser on this computer: it shows the same page. Then ask the people who run the network or the proxy to let https://%HOST%/api through.</source>
        <translation>Öffnen Sie https://%HOST% auf diesem Computer im Browser: Es erscheint dieselbe Seite. Bitten Sie dann die, die das Netz oder den Proxy betreiben, https://%HOST%/api durchzulassen.</translation>
    </message>
    <message>
        <source>There is nothing to do in the Netskope console until the API itself answers.</source>
        <translation>In der Netskope-Konsole ist nichts zu tun, bis die API selbst antwortet.</translation>
    </message>
    <message>
        <source>Sign in to the network, or have the proxy let https://%HOST% through without showing its own page, and test again.</source>
        <translation>Melden Sie sich am Netz an, oder lassen Sie den Proxy https://%HOST% ohne eigene Seite durchlassen, und testen Sie noch einmal.</translation>
    </message>
    <message>
        <source>Wait for the change to take effect</source>
        <translation>Warten, bis die Änderung wirksam ist</translation>
    </message>
    <message>
        <source>The answers contradict each other: the token is accepted for some paths and refused for %PATH%.</source>
        <translation>Die Antworten widersprechen sich: Das Token wird für einige Pfade akzeptiert und für %PATH% abgelehnt.</translation>
    </message>
    <message>
        <source>Most likely its permissions were changed a moment ago, or it has just been revoked. Changes can take up to 30 minutes.</source>
        <translation>Höchstwahrscheinlich wurden seine Berechtigungen eben geändert, oder es wurde gerade widerrufen. Änderungen können bis zu 30 Minuten brauchen.</translation>
    </message>
    <message>
        <source>Test again in a few minutes: if all is granted then, it was the change. If the role of a service account has its own IP allowlist, look there too.</source>
        <translation>Testen Sie in einigen Minuten noch einmal: Ist dann alles erteilt, war es die Änderung. Hat die Rolle eines Dienstkontos eine eigene IP-Zulassungsliste, sehen Sie auch dort nach.</translation>
    </message>
    <message>
        <source>Wait up to 30 minutes and test again; &quot;Test again every minute&quot; does it for you.</source>
        <translation>Warten Sie bis zu 30 Minuten und testen Sie noch einmal; „Jede Minute erneut testen“ macht das für Sie.</translation>
    </message>
    <message>
        <source>Hello,

the API token for %PROFILE% on %HOST% is accepted in some places and refused for:

%PATHS%

Was it changed or revoked a moment ago?

Thank you</source>
        <translation>Guten Tag,

das API-Token für %PROFILE% auf %HOST% wird an manchen Stellen akzeptiert und abgelehnt für:

%PATHS%

Wurde es eben geändert oder widerrufen?

Vielen Dank</translation>
    </message>
    <message>
        <source>Open Settings &gt; Administration &gt; Administrators &amp; Roles and see whether the service account, its role or its token changed a moment ago.</source>
        <translation>Öffnen Sie Settings &gt; Administration &gt; Administrators &amp; Roles und sehen Sie nach, ob das Dienstkonto, seine Rolle oder sein Token eben geändert wurde.</translation>
    </message>
    <message>
        <source>If the role has an IP allowlist, check that this computer&apos;s address is on it.</source>
        <translation>Wenn die Rolle eine IP-Zulassungsliste hat, prüfen Sie, ob die Adresse dieses Computers darauf steht.</translation>
    </message>
    <message>
        <source>Otherwise wait up to 30 minutes.</source>
        <translation>Warten Sie sonst bis zu 30 Minuten.</translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2 and see whether the token was edited or revoked a moment ago.</source>
        <translation>Öffnen Sie Settings &gt; Tools &gt; REST API v2 und sehen Sie nach, ob das Token eben bearbeitet oder widerrufen wurde.</translation>
    </message>
    <message>
        <source>Ask whether the feature is licensed</source>
        <translation>Fragen, ob die Funktion lizenziert ist</translation>
    </message>
    <message>
        <source>This tenant does not have %PATH%.</source>
        <translation>Dieser Tenant hat %PATH% nicht.</translation>
    </message>
    <message>
        <source>Most likely the feature behind it is not licensed there.</source>
        <translation>Höchstwahrscheinlich ist die Funktion dahinter dort nicht lizenziert.</translation>
    </message>
    <message>
        <source>If it should be, ask Netskope support. If nobody uses the feature, leave it out.</source>
        <translation>Wenn sie es sein sollte, fragen Sie den Netskope-Support. Wenn niemand die Funktion benutzt, lassen Sie sie weg.</translation>
    </message>
    <message>
        <source>Hello,

%HOST% does not know these API paths:

%PATHS%

Is the feature behind them licensed on our tenant?

Thank you</source>
        <translation>Guten Tag,

%HOST% kennt diese API-Pfade nicht:

%PATHS%

Ist die Funktion dahinter auf unserem Tenant lizenziert?

Vielen Dank</translation>
    </message>
    <message>
        <source>Ask your Netskope contact whether the feature behind this path is part of your contract.</source>
        <translation>Fragen Sie Ihren Ansprechpartner bei Netskope, ob die Funktion hinter diesem Pfad zu Ihrem Vertrag gehört.</translation>
    </message>
    <message>
        <source>Use the export paths</source>
        <translation>Die Exportpfade verwenden</translation>
    </message>
    <message>
        <source>The tenant says that %PATH% is retired.</source>
        <translation>Der Tenant sagt, %PATH% sei eingestellt.</translation>
    </message>
    <message>
        <source>Use the paths below /api/v2/events/dataexport instead.</source>
        <translation>Verwenden Sie stattdessen die Pfade unter /api/v2/events/dataexport.</translation>
    </message>
    <message>
        <source>Test more endpoints</source>
        <translation>Mehr Endpunkte testen</translation>
    </message>
    <message>
        <source>Refused, and there is nothing to compare it with: a single refusal does not show whether the permission is missing or the token is refused.</source>
        <translation>Abgelehnt, und es gibt nichts zum Vergleichen: Eine einzelne Ablehnung zeigt nicht, ob die Berechtigung fehlt oder das Token abgelehnt wird.</translation>
    </message>
    <message>
        <source>Tick more endpoints that this token should be able to read. If one of them is granted, the permission is missing; if all are refused, it is the token.</source>
        <translation>Haken Sie weitere Endpunkte an, die dieses Token lesen können sollte. Wird einer davon gewährt, fehlt die Berechtigung; werden alle abgelehnt, liegt es am Token.</translation>
    </message>
    <message>
        <source>Test more endpoints with the same token to find out which it is.</source>
        <translation>Testen Sie mit demselben Token weitere Endpunkte, um herauszufinden, was es ist.</translation>
    </message>
    <message>
        <source>Tick more endpoints and test again.</source>
        <translation>Haken Sie weitere Endpunkte an und testen Sie noch einmal.</translation>
    </message>
    <message>
        <source>Nothing is missing here</source>
        <translation>Hier fehlt nichts</translation>
    </message>
    <message>
        <source>%PROFILE% does not need %PATH%, so it does not matter that it is refused.</source>
        <translation>%PROFILE% benötigt %PATH% nicht; es macht also nichts, dass es abgelehnt wird.</translation>
    </message>
    <message>
        <source>Leave it as it is. If you need it for another purpose, choose the profile Custom and tick it.</source>
        <translation>Lassen Sie es, wie es ist. Brauchen Sie es für einen anderen Zweck, wählen Sie das Profil „Eigene Auswahl“ und haken Sie es an.</translation>
    </message>
    <message>
        <source>Remove what is not needed</source>
        <translation>Entfernen, was nicht benötigt wird</translation>
    </message>
    <message>
        <source>The token can read more than %PROFILE% needs.</source>
        <translation>Das Token kann mehr lesen, als %PROFILE% benötigt.</translation>
    </message>
    <message>
        <source>Remove what is not needed: a leaked token can only do what it is allowed to do.</source>
        <translation>Entfernen Sie, was nicht benötigt wird: Ein entwendetes Token kann nur, was es darf.</translation>
    </message>
    <message>
        <source>Hello,

the API token for %PROFILE% on %HOST% can do more than it needs. Please remove:

%PATHS%

Thank you</source>
        <translation>Guten Tag,

das API-Token für %PROFILE% auf %HOST% darf mehr, als es muss. Bitte entfernen Sie:

%PATHS%

Vielen Dank</translation>
    </message>
    <message>
        <source>Open Settings &gt; Administration &gt; Administrators &amp; Roles &gt; Roles and the role of the service account.</source>
        <translation>Öffnen Sie Settings &gt; Administration &gt; Administrators &amp; Roles &gt; Roles und die Rolle des Dienstkontos.</translation>
    </message>
    <message>
        <source>Remove the functions that include the paths below. If other accounts share the role, create one for this account alone.</source>
        <translation>Entfernen Sie die Funktionen, die die Pfade unten enthalten. Teilen sich andere Konten die Rolle, legen Sie eine allein für dieses Konto an.</translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2 and edit the token.</source>
        <translation>Öffnen Sie Settings &gt; Tools &gt; REST API v2 und bearbeiten Sie das Token.</translation>
    </message>
    <message>
        <source>Remove the paths below, and save.</source>
        <translation>Entfernen Sie die Pfade unten und speichern Sie.</translation>
    </message>
    <message>
        <source>Check the address</source>
        <translation>Adresse prüfen</translation>
    </message>
    <message>
        <source>%HOST% answers 404 (not found) for every path.</source>
        <translation>%HOST% antwortet für jeden Pfad mit 404 (nicht gefunden).</translation>
    </message>
    <message>
        <source>Most likely this is not the address of a Netskope tenant.</source>
        <translation>Wahrscheinlich ist das nicht die Adresse eines Netskope-Tenants.</translation>
    </message>
    <message>
        <source>Open https://%HOST% in a browser: a tenant shows the sign-in page of the Netskope console.</source>
        <translation>Öffnen Sie https://%HOST% in einem Browser: Ein Tenant zeigt die Anmeldeseite der Netskope-Konsole.</translation>
    </message>
    <message>
        <source>Enter the host name that the browser shows while you use the Netskope console.</source>
        <translation>Geben Sie den Hostnamen ein, den der Browser zeigt, während Sie die Netskope-Konsole benutzen.</translation>
    </message>
    <message>
        <source>Hello,

%HOST% answers 404 (not found) for these API paths:

%PATHS%

Is this the address of our tenant?

Thank you</source>
        <translation>Hallo,

%HOST% antwortet für diese API-Pfade mit 404 (nicht gefunden):

%PATHS%

Ist das die Adresse unseres Tenants?

Vielen Dank</translation>
    </message>
    <message>
        <source>Open the Netskope console in a browser and compare its host name with %HOST%.</source>
        <translation>Öffnen Sie die Netskope-Konsole in einem Browser und vergleichen Sie ihren Hostnamen mit %HOST%.</translation>
    </message>
</context>
<context>
    <name>FolderSource</name>
    <message>
        <source>It is missing.</source>
        <translation>Es fehlt.</translation>
    </message>
    <message>
        <source>It cannot be read: %1.</source>
        <translation>Es kann nicht gelesen werden: %1.</translation>
    </message>
    <message>
        <source>It is a link and not a file.</source>
        <translation>Es ist ein Link und keine Datei.</translation>
    </message>
    <message>
        <source>It cannot be opened: %1.</source>
        <translation>Es kann nicht geöffnet werden: %1.</translation>
    </message>
    <message>
        <source>It is not a plain file.</source>
        <translation>Es ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>It is not a file.</source>
        <translation>Es ist keine Datei.</translation>
    </message>
    <message numerus="yes">
        <source>It is too large (%1 bytes).</source>
        <translation>
            <numerusform>Es ist zu groß (%1 Byte).</numerusform>
            <numerusform>Es ist zu groß (%1 Bytes).</numerusform>
        </translation>
    </message>
    <message>
        <source>It cannot be read.</source>
        <translation>Es kann nicht gelesen werden.</translation>
    </message>
</context>
<context>
    <name>GzipStream</name>
    <message>
        <source>The events could not be compressed.</source>
        <translation>Die Ereignisse konnten nicht komprimiert werden.</translation>
    </message>
</context>
<context>
    <name>HistoryFacts</name>
    <message>
        <source>Since the check before</source>
        <translation>Seit dem Test davor</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>(%1 ms)</source>
        <translation>(%1 ms)</translation>
    </message>
    <message>
        <source>Needed by %1</source>
        <translation>Benötigt von %1</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>Nicht benötigt</translation>
    </message>
    <message>
        <source>%1 (HTTP %2)</source>
        <translation>%1 (HTTP %2)</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>First event</source>
        <translation>Erstes Ereignis</translation>
    </message>
    <message>
        <source>Covered until</source>
        <translation>Abgedeckt bis</translation>
    </message>
    <message>
        <source>Outside the range, left out</source>
        <translation>Außerhalb des Zeitraums, ausgelassen</translation>
    </message>
    <message>
        <source>Sent twice, left out</source>
        <translation>Doppelt gesendet, ausgelassen</translation>
    </message>
    <message>
        <source>Late, left out</source>
        <translation>Verspätet, ausgelassen</translation>
    </message>
    <message>
        <source>Late, kept</source>
        <translation>Verspätet, behalten</translation>
    </message>
    <message>
        <source>Without a readable time</source>
        <translation>Ohne lesbare Zeit</translation>
    </message>
    <message>
        <source>With the id of another event</source>
        <translation>Mit der ID eines anderen Ereignisses</translation>
    </message>
    <message>
        <source>Not strict JSON, kept as sent</source>
        <translation>Kein strenges JSON, unverändert behalten</translation>
    </message>
    <message>
        <source>Events may be missing</source>
        <translation>Ereignisse fehlen vielleicht</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Check for %1</source>
        <translation>Test für %1</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Token ends</source>
        <translation>Token endet</translation>
    </message>
    <message>
        <source>More than needed</source>
        <translation>Mehr als benötigt</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>As it was stored</source>
        <translation>Wie es gespeichert wurde</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>Export %1</translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation>Gut zu wissen</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Last change</source>
        <translation>Letzte Änderung</translation>
    </message>
    <message>
        <source>Continues</source>
        <translation>Setzt fort</translation>
    </message>
    <message>
        <source>Continued by</source>
        <translation>Fortgesetzt von</translation>
    </message>
    <message>
        <source>Manifests</source>
        <translation>Manifeste</translation>
    </message>
    <message>
        <source>Technical details</source>
        <translation>Technische Einzelheiten</translation>
    </message>
</context>
<context>
    <name>HostKeyError</name>
    <message>
        <source>The server presents %1.</source>
        <translation>Der Server zeigt %1.</translation>
    </message>
    <message>
        <source>%1, line %2, has %3.</source>
        <translation>%1, Zeile %2, hat %3.</translation>
    </message>
    <message>
        <source>Ask the server&apos;s owner for the fingerprint of its %1 key. If it is %2, add the key with &quot;%3&quot;.</source>
        <translation>Fragen Sie den Betreiber des Servers nach dem Fingerabdruck seines %1-Schlüssels. Ist es %2, fügen Sie den Schlüssel mit „%3“ hinzu.</translation>
    </message>
    <message>
        <source>The known hosts file has the %2 key of %1, but not its %3 key, which rclone asks for.</source>
        <translation>Die Datei der bekannten Hosts hat den %2-Schlüssel von %1, aber nicht seinen %3-Schlüssel, nach dem rclone fragt.</translation>
    </message>
    <message>
        <source>Add that key, too: &quot;%1&quot; checks the server by the key that is known and adds its others. Or compare the fingerprint and use &quot;%2&quot;.</source>
        <translation>Fügen Sie auch diesen Schlüssel hinzu: „%1“ prüft den Server mit dem bekannten Schlüssel und fügt seine anderen hinzu. Oder vergleichen Sie den Fingerabdruck und verwenden Sie „%2“.</translation>
    </message>
    <message>
        <source>The known hosts file has only the %2 key of %1, and the server no longer shows a key of that type.</source>
        <translation>Die Datei der bekannten Hosts hat nur den %2-Schlüssel von %1, und der Server zeigt keinen Schlüssel dieses Typs mehr.</translation>
    </message>
    <message>
        <source>The known hosts file has an older key of %1 before the current one, and rclone looks only at the first one of each type.</source>
        <translation>Die Datei der bekannten Hosts hat einen älteren Schlüssel von %1 vor dem aktuellen, und rclone beachtet nur den ersten jedes Typs.</translation>
    </message>
    <message>
        <source>Remove line %1 of %2, then try again.</source>
        <translation>Entfernen Sie Zeile %1 von %2 und versuchen Sie es dann erneut.</translation>
    </message>
</context>
<context>
    <name>HttpResponse</name>
    <message>
        <source>the answer is larger than any event page.</source>
        <translation>die Antwort ist größer als jede Ereignisseite.</translation>
    </message>
    <message>
        <source>its header is larger than any real one.</source>
        <translation>ihr Kopf ist größer als jeder echte.</translation>
    </message>
    <message>
        <source>what follows its last chunk is too long.</source>
        <translation>was auf ihren letzten Block folgt, hat kein Ende.</translation>
    </message>
    <message>
        <source>its chunks contain far too much framing for their content.</source>
        <translation>ihre Blöcke haben mehr Rahmen als Inhalt.</translation>
    </message>
    <message>
        <source>a line contains a NUL character.</source>
        <translation>eine Zeile enthält ein NUL-Zeichen.</translation>
    </message>
    <message>
        <source>a line contains a carriage return that does not end it.</source>
        <translation>eine Zeile enthält einen Wagenrücklauf, der sie nicht beendet.</translation>
    </message>
    <message>
        <source>a chunk is longer than it says.</source>
        <translation>ein Block ist länger, als er angibt.</translation>
    </message>
    <message>
        <source>the first line is not an HTTP status line.</source>
        <translation>die erste Zeile ist keine HTTP-Statuszeile.</translation>
    </message>
    <message>
        <source>its header begins with a continued line.</source>
        <translation>ihr Kopf beginnt mit einer Fortsetzungszeile.</translation>
    </message>
    <message>
        <source>a header line has no name.</source>
        <translation>eine Kopfzeile hat keinen Namen.</translation>
    </message>
    <message>
        <source>the name of a header contains a blank or a control character.</source>
        <translation>der Name einer Kopfzeile enthält ein Leerzeichen oder ein Steuerzeichen.</translation>
    </message>
    <message>
        <source>it changes to another protocol.</source>
        <translation>sie wechselt zu einem anderen Protokoll.</translation>
    </message>
    <message>
        <source>it sends one interim answer after another.</source>
        <translation>sie sendet Zwischenantworten ohne Ende.</translation>
    </message>
    <message>
        <source>its transfer encoding is unknown.</source>
        <translation>ihre Transferkodierung ist unbekannt.</translation>
    </message>
    <message>
        <source>it states both a length and a transfer encoding.</source>
        <translation>sie gibt sowohl eine Länge als auch eine Transferkodierung an.</translation>
    </message>
    <message>
        <source>it states two lengths.</source>
        <translation>sie gibt zwei Längen an.</translation>
    </message>
    <message>
        <source>its length is not a number.</source>
        <translation>ihre Länge ist keine Zahl.</translation>
    </message>
    <message>
        <source>the size of a chunk is not a number.</source>
        <translation>die Größe eines Blocks ist keine Zahl.</translation>
    </message>
    <message>
        <source>a header line has no colon.</source>
        <translation>eine Kopfzeile hat keinen Doppelpunkt.</translation>
    </message>
</context>
<context>
    <name>Inflate</name>
    <message>
        <source>A compressed answer is damaged.</source>
        <translation>Eine komprimierte Antwort ist beschädigt.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>A compressed answer is larger than any event page.</source>
        <translation>Eine komprimierte Antwort ist größer als jede Ereignisseite.</translation>
    </message>
    <message>
        <source>Copy the details for a ticket.</source>
        <translation>Kopieren Sie die Einzelheiten für ein Ticket.</translation>
    </message>
    <message>
        <source>There is more data after the end of a compressed answer.</source>
        <translation>Nach dem Ende einer komprimierten Antwort kommen weitere Daten.</translation>
    </message>
    <message>
        <source>A compressed answer ended too early.</source>
        <translation>Eine komprimierte Antwort endete zu früh.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
</context>
<context>
    <name>Iterator</name>
    <message>
        <source>The token may be wrong or expired, may lack this path, REST API v2 may be switched off in the tenant, or this computer&apos;s address may not be on the tenant&apos;s allowlist.</source>
        <translation>Das Token ist vielleicht falsch oder abgelaufen, hat diesen Pfad vielleicht nicht, REST API v2 ist vielleicht im Tenant ausgeschaltet, oder die Adresse dieses Computers steht nicht auf der Zulassungsliste des Tenants.</translation>
    </message>
    <message>
        <source>A web page came back instead of events.</source>
        <translation>Statt Ereignissen kam eine Webseite zurück.</translation>
    </message>
    <message>
        <source>The address may be that of a login page, or a proxy answers in the tenant&apos;s place.</source>
        <translation>Die Adresse ist vielleicht die einer Anmeldeseite, oder ein Proxy antwortet anstelle des Tenants.</translation>
    </message>
    <message>
        <source>The tenant sent an empty answer.</source>
        <translation>Der Tenant hat eine leere Antwort gesendet.</translation>
    </message>
    <message>
        <source>Try again in a minute.</source>
        <translation>Versuchen Sie es in einer Minute erneut.</translation>
    </message>
    <message>
        <source>The tenant answers in CSV, which Slipway does not read.</source>
        <translation>Der Tenant antwortet in CSV, was Slipway nicht liest.</translation>
    </message>
    <message>
        <source>Ask Netskope support to serve this endpoint as JSON.</source>
        <translation>Bitten Sie den Netskope-Support, diesen Endpunkt als JSON zu liefern.</translation>
    </message>
    <message>
        <source>The tenant redirects elsewhere; the token was not sent there.</source>
        <translation>Der Tenant leitet woandershin um; das Token wurde nicht dorthin gesendet.</translation>
    </message>
    <message>
        <source>Check the tenant&apos;s address: it must be the API host itself.</source>
        <translation>Prüfen Sie die Adresse des Tenants: Sie muss der API-Host selbst sein.</translation>
    </message>
    <message>
        <source>The tenant refuses the token (401).</source>
        <translation>Der Tenant lehnt das Token ab (401).</translation>
    </message>
    <message>
        <source>It may be wrong, expired or revoked, or REST API v2 may be switched off. Make a new token and replace it here.</source>
        <translation>Es ist vielleicht falsch, abgelaufen oder widerrufen, oder REST API v2 ist ausgeschaltet. Erstellen Sie ein neues Token und ersetzen Sie es hier.</translation>
    </message>
    <message>
        <source>The tenant refuses %1 (403).</source>
        <translation>Der Tenant lehnt %1 ab (403).</translation>
    </message>
    <message>
        <source>This tenant does not know %1 (404).</source>
        <translation>Dieser Tenant kennt %1 nicht (404).</translation>
    </message>
    <message>
        <source>The feature may not be licensed on this tenant.</source>
        <translation>Die Funktion ist auf diesem Tenant vielleicht nicht lizenziert.</translation>
    </message>
    <message>
        <source>Another request is using the same index (409).</source>
        <translation>Eine andere Anfrage verwendet denselben Index (409).</translation>
    </message>
    <message>
        <source>Slipway tries again by itself.</source>
        <translation>Slipway versucht es von selbst erneut.</translation>
    </message>
    <message>
        <source>The tenant&apos;s rate limit is reached (429).</source>
        <translation>Das Ratenlimit des Tenants ist erreicht (429).</translation>
    </message>
    <message>
        <source>Other consumers of this tenant share the limit. Slipway waits and tries again by itself.</source>
        <translation>Andere Verbraucher dieses Tenants teilen sich das Limit. Slipway wartet und versucht es von selbst erneut.</translation>
    </message>
    <message>
        <source>The tenant refuses %1 (%2, &quot;permission denied&quot;).</source>
        <translation>Der Tenant lehnt %1 ab (%2, „permission denied“).</translation>
    </message>
    <message>
        <source>The tenant reports a fault of its own (HTTP %1).</source>
        <translation>Der Tenant meldet einen eigenen Fehler (HTTP %1).</translation>
    </message>
    <message>
        <source>Try again in a few minutes.</source>
        <translation>Versuchen Sie es in einigen Minuten erneut.</translation>
    </message>
    <message>
        <source>The tenant does not accept the request (HTTP %1).</source>
        <translation>Der Tenant akzeptiert die Anfrage nicht (HTTP %1).</translation>
    </message>
    <message>
        <source>The tenant does not accept the request (HTTP %1): %2</source>
        <translation>Der Tenant akzeptiert die Anfrage nicht (HTTP %1): %2</translation>
    </message>
    <message>
        <source>Copy the details for a ticket.</source>
        <translation>Kopieren Sie die Einzelheiten für ein Ticket.</translation>
    </message>
    <message>
        <source>A proxy, a portal or a login page is in the way: ask whoever runs the network.</source>
        <translation>Ein Proxy, ein Portal oder eine Anmeldeseite ist im Weg: Fragen Sie, wer das Netzwerk betreibt.</translation>
    </message>
    <message>
        <source>Something between this computer and the tenant answered instead of the tenant (HTTP %1).</source>
        <translation>Etwas zwischen diesem Computer und dem Tenant hat an dessen Stelle geantwortet (HTTP %1).</translation>
    </message>
</context>
<context>
    <name>JobJournal</name>
    <message>
        <source>There is no export job &quot;%1&quot;.</source>
        <translation>Es gibt keinen Exportauftrag „%1“.</translation>
    </message>
    <message>
        <source>See the list of jobs.</source>
        <translation>Sehen Sie in der Liste der Aufträge nach.</translation>
    </message>
    <message>
        <source>Job %1 has no endpoint %2.</source>
        <translation>Auftrag %1 hat keinen Endpunkt %2.</translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>Uploaded: %1 to %2</source>
        <translation>Hochgeladen: %1 nach %2</translation>
    </message>
    <message>
        <source>Uploaded: %1 of %2 to %3</source>
        <translation>Hochgeladen: %1 von %2 nach %3</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Tenant</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Events/s</source>
        <translation>Ereignisse/s</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Verbleibend</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Fetch again</source>
        <translation>Noch einmal abrufen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation>Auftrag abbrechen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>How to fix</source>
        <translation>Abhilfe</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Aktionen</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>not complete</source>
        <translation>nicht vollständig</translation>
    </message>
    <message>
        <source>being fetched</source>
        <translation>wird abgerufen</translation>
    </message>
    <message>
        <source>Events: %1</source>
        <translation>Ereignisse: %1</translation>
    </message>
    <message>
        <source>begins at %1</source>
        <translation>beginnt um %1</translation>
    </message>
    <message>
        <source>covered until %1</source>
        <translation>abgedeckt bis %1</translation>
    </message>
    <message>
        <source>outside the range, left out: %1</source>
        <translation>außerhalb des Zeitraums, weggelassen: %1</translation>
    </message>
    <message>
        <source>sent twice, left out: %1</source>
        <translation>doppelt gesendet, weggelassen: %1</translation>
    </message>
    <message>
        <source>late, left out: %1</source>
        <translation>verspätet, weggelassen: %1</translation>
    </message>
    <message>
        <source>late, kept: %1</source>
        <translation>verspätet, behalten: %1</translation>
    </message>
    <message>
        <source>without a readable time: %1</source>
        <translation>ohne lesbare Zeit: %1</translation>
    </message>
    <message>
        <source>with the id of another event: %1</source>
        <translation>mit der ID eines anderen Ereignisses: %1</translation>
    </message>
    <message>
        <source>not strict JSON, kept as sent: %1</source>
        <translation>kein strenges JSON, wie gesendet behalten: %1</translation>
    </message>
</context>
<context>
    <name>JobService</name>
    <message>
        <source>A file of the cancelled export cannot be removed</source>
        <translation>Eine Datei des abgebrochenen Exports kann nicht gelöscht werden</translation>
    </message>
    <message>
        <source>Remove it by hand, or start Slipway again when that is possible.</source>
        <translation>Löschen Sie sie von Hand, oder starten Sie Slipway erneut, wenn das möglich ist.</translation>
    </message>
    <message>
        <source>The job cannot be locked</source>
        <translation>Der Auftrag kann nicht gesperrt werden</translation>
    </message>
    <message>
        <source>The job is running in another Slipway process.</source>
        <translation>Der Auftrag läuft in einem anderen Slipway-Prozess.</translation>
    </message>
    <message>
        <source>Use the window or command that runs it, or wait until it ends.</source>
        <translation>Verwenden Sie das Fenster oder den Befehl, der ihn ausführt, oder warten Sie, bis er endet.</translation>
    </message>
    <message>
        <source>This version does not know the endpoint %1.</source>
        <translation>Diese Version kennt den Endpunkt %1 nicht.</translation>
    </message>
    <message>
        <source>There is no token for this tenant.</source>
        <translation>Für diesen Tenant gibt es kein Token.</translation>
    </message>
    <message>
        <source>Add one in the tenant&apos;s settings.</source>
        <translation>Fügen Sie eines in den Einstellungen des Tenants hinzu.</translation>
    </message>
    <message>
        <source>There are no credentials for %1.</source>
        <translation>Für %1 gibt es keine Zugangsdaten.</translation>
    </message>
    <message>
        <source>Save the destination with its credentials, or set them in the environment.</source>
        <translation>Speichern Sie das Ziel mit seinen Zugangsdaten, oder setzen Sie sie in der Umgebung.</translation>
    </message>
    <message>
        <source>The job writes to %1, not to %2.</source>
        <translation>Der Auftrag schreibt nach %1, nicht nach %2.</translation>
    </message>
    <message>
        <source>Change the destination back, or cancel the job and export again.</source>
        <translation>Stellen Sie das Ziel zurück, oder brechen Sie den Auftrag ab und exportieren Sie noch einmal.</translation>
    </message>
    <message>
        <source>Job %1 is running in another Slipway process.</source>
        <translation>Auftrag %1 läuft in einem anderen Slipway-Prozess.</translation>
    </message>
    <message>
        <source>Job %1 has ended (%2).</source>
        <translation>Auftrag %1 ist beendet (%2).</translation>
    </message>
    <message>
        <source>Job %1 is running already.</source>
        <translation>Auftrag %1 läuft schon.</translation>
    </message>
    <message>
        <source>Start a new export.</source>
        <translation>Starten Sie einen neuen Export.</translation>
    </message>
    <message>
        <source>Job %1 belongs to %2, not to %3.</source>
        <translation>Auftrag %1 gehört zu %2, nicht zu %3.</translation>
    </message>
    <message>
        <source>Resume it with the tenant that it was started on.</source>
        <translation>Setzen Sie ihn mit dem Tenant fort, auf dem er gestartet wurde.</translation>
    </message>
    <message>
        <source>Job %1 is not running (%2).</source>
        <translation>Auftrag %1 läuft nicht (%2).</translation>
    </message>
    <message>
        <source>Job %1 has not ended.</source>
        <translation>Auftrag %1 ist nicht beendet.</translation>
    </message>
    <message>
        <source>%1 from %2 to %3</source>
        <translation>%1 von %2 bis %3</translation>
    </message>
    <message>
        <source>Not fetched: %1. %2</source>
        <translation>Nicht abgerufen: %1. %2</translation>
    </message>
    <message numerus="yes">
        <source>Waiting for its turn: %n endpoints are fetched at a time</source>
        <translation>
            <numerusform>Wartet, bis er an der Reihe ist: %n Endpunkt wird gleichzeitig abgerufen</numerusform>
            <numerusform>Wartet, bis er an der Reihe ist: %n Endpunkte werden gleichzeitig abgerufen</numerusform>
        </translation>
    </message>
    <message>
        <source>To fetch what has arrived since, continue it: slipway-cli export --continue %1</source>
        <translation>Um zu holen, was seitdem eingetroffen ist, setzen Sie den Export fort: slipway-cli export --continue %1</translation>
    </message>
    <message>
        <source>It can still be resumed. Cancel it first; the files of its complete endpoints stay.</source>
        <translation>Er kann noch fortgesetzt werden. Brechen Sie ihn zuerst ab; die Dateien seiner vollständigen Endpunkte bleiben.</translation>
    </message>
    <message>
        <source>The same token could read %1, so it lacks the permission for this path. Grant it, which can take up to 30 minutes to take effect, and then resume the job.</source>
        <translation>Dasselbe Token konnte %1 lesen, also fehlt ihm die Berechtigung für diesen Pfad. Erteilen Sie sie (es kann bis zu 30 Minuten dauern, bis sie wirkt) und setzen Sie dann den Job fort.</translation>
    </message>
</context>
<context>
    <name>JobStop</name>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>It has been asked to cancel the job, and will do so when it responds.</source>
        <translation>Es wurde gebeten, den Auftrag abzubrechen, und tut das, sobald es reagiert.</translation>
    </message>
    <message>
        <source>It has been asked to pause the job, and will do so when it responds.</source>
        <translation>Es wurde gebeten, den Auftrag anzuhalten, und tut das, sobald es reagiert.</translation>
    </message>
    <message numerus="yes">
        <source>Job %1 is still running: the Slipway process that runs it has not answered within %n seconds.</source>
        <translation>
            <numerusform>Auftrag %1 läuft noch: Der Slipway-Prozess, der ihn ausführt, hat nicht innerhalb von %n Sekunde geantwortet.</numerusform>
            <numerusform>Auftrag %1 läuft noch: Der Slipway-Prozess, der ihn ausführt, hat nicht innerhalb von %n Sekunden geantwortet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KWallet</name>
    <message>
        <source>KWallet</source>
        <translation>KWallet</translation>
    </message>
    <message>
        <source>The wallet was not opened: the dialog was closed, the password was wrong, or access was refused.</source>
        <translation>Der Wallet wurde nicht geöffnet: Der Dialog wurde geschlossen, das Passwort war falsch, oder der Zugriff wurde verweigert.</translation>
    </message>
    <message>
        <source>The entry has other contents.</source>
        <translation>Der Eintrag hat einen anderen Inhalt.</translation>
    </message>
    <message>
        <source>Older entries may remain: %1</source>
        <translation>Ältere Einträge bleiben vielleicht: %1</translation>
    </message>
    <message>
        <source>An older entry stays in the wallet &quot;%1&quot;: it could not be removed.</source>
        <translation>In der Brieftasche „%1“ bleibt ein älterer Eintrag: Er konnte nicht entfernt werden.</translation>
    </message>
    <message>
        <source>An older entry stays in the wallet &quot;%1&quot;, which was not opened.</source>
        <translation>In der Brieftasche „%1“, die nicht geöffnet wurde, bleibt ein älterer Eintrag.</translation>
    </message>
    <message>
        <source>Allow Slipway when KWallet asks, then try again. If it no longer asks, log out and in again, or allow Slipway under KDE Wallet in System Settings.</source>
        <translation>Erlauben Sie Slipway den Zugriff, wenn KWallet fragt, und versuchen Sie es dann erneut. Fragt es nicht mehr, melden Sie sich ab und wieder an, oder erlauben Sie Slipway den Zugriff in den Systemeinstellungen unter „KDE-Passwortspeicher“.</translation>
    </message>
</context>
<context>
    <name>Kerberos</name>
    <message>
        <source>The proxy asks for a Kerberos ticket, but yours has expired.</source>
        <translation>Der Proxy verlangt ein Kerberos-Ticket, aber Ihres ist abgelaufen.</translation>
    </message>
    <message>
        <source>Get a new one with kinit, then try again.</source>
        <translation>Holen Sie mit kinit ein neues und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>The proxy asks for a Kerberos ticket, but your realm does not know a proxy named %1.</source>
        <translation>Der Proxy verlangt ein Kerberos-Ticket, aber Ihr Realm kennt keinen Proxy namens %1.</translation>
    </message>
    <message>
        <source>Enter the proxy&apos;s full host name, not an IP address or a short name; if it is right, ask its administrator.</source>
        <translation>Geben Sie den Proxy mit seinem vollständigen Namen an, nicht mit einer Nummer oder einem Kurznamen; stimmt der Name, fragen Sie seinen Administrator.</translation>
    </message>
    <message>
        <source>The proxy asks for a Kerberos ticket, but this computer&apos;s clock differs too much from that of your realm.</source>
        <translation>Der Proxy verlangt ein Kerberos-Ticket, aber die Uhr dieses Computers weicht zu weit von der Ihres Realms ab.</translation>
    </message>
    <message>
        <source>Set the clock, then try again.</source>
        <translation>Stellen Sie die Uhr und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>The proxy asks for a Kerberos ticket, but your realm cannot be reached to get one.</source>
        <translation>Der Proxy verlangt ein Kerberos-Ticket, aber Ihr Realm ist dafür nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check the network and /etc/krb5.conf.</source>
        <translation>Prüfen Sie das Netzwerk und /etc/krb5.conf.</translation>
    </message>
    <message>
        <source>The proxy asks for a Kerberos ticket (Negotiate), but you have none.</source>
        <translation>Der Proxy verlangt ein Kerberos-Ticket (Negotiate), aber Sie haben keines.</translation>
    </message>
    <message>
        <source>Get one with kinit, then try again; klist shows what you have.</source>
        <translation>Holen Sie mit kinit eines und versuchen Sie es dann erneut; klist zeigt, was Sie haben.</translation>
    </message>
    <message>
        <source>The proxy asks for a Kerberos ticket, but none can be obtained for it.</source>
        <translation>Der Proxy verlangt ein Kerberos-Ticket, aber für ihn ist keines zu bekommen.</translation>
    </message>
    <message>
        <source>The details show what Kerberos says; klist shows your tickets.</source>
        <translation>Die Einzelheiten zeigen, was Kerberos sagt; klist zeigt Ihre Tickets.</translation>
    </message>
    <message>
        <source>This build of Slipway cannot use Kerberos tickets.</source>
        <translation>Dieses Slipway wurde ohne Unterstützung für Kerberos-Tickets gebaut.</translation>
    </message>
</context>
<context>
    <name>KeyText</name>
    <message>
        <source>Enter it again without that character.</source>
        <translation>Geben Sie es noch einmal ohne dieses Zeichen ein.</translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; ends with %2.</source>
        <translation>Das Feld „%1“ endet mit %2.</translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; begins with %2.</source>
        <translation>Das Feld „%1“ beginnt mit %2.</translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; contains %2.</source>
        <translation>Das Feld „%1“ enthält %2.</translation>
    </message>
</context>
<context>
    <name>Keychain</name>
    <message>
        <source>You stopped waiting for the keychain.</source>
        <translation>Sie warten nicht mehr auf den Schlüsselbund.</translation>
    </message>
    <message>
        <source>The keychain holds no token for this tenant.</source>
        <translation>Der Schlüsselbund enthält kein Token für diesen Tenant.</translation>
    </message>
    <message>
        <source>Add it in the tenant&apos;s settings.</source>
        <translation>Fügen Sie es in den Einstellungen des Tenants hinzu.</translation>
    </message>
    <message>
        <source>The keychain does not answer: %1 is there, but busy or stuck.</source>
        <translation>Der Schlüsselbund antwortet nicht: %1 ist da, aber beschäftigt oder hängt.</translation>
    </message>
    <message>
        <source>Try again in a moment. If it stays like this, log out and in again.</source>
        <translation>Versuchen Sie es gleich noch einmal. Bleibt es so, melden Sie sich ab und wieder an.</translation>
    </message>
    <message>
        <source>The keychain is locked, and was not unlocked (%1).</source>
        <translation>Der Schlüsselbund ist gesperrt und wurde nicht entsperrt (%1).</translation>
    </message>
    <message>
        <source>Unlock it with your login password, then try again.</source>
        <translation>Entsperren Sie ihn mit Ihrem Anmeldepasswort und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>%1 refused access.</source>
        <translation>%1 hat den Zugriff verweigert.</translation>
    </message>
    <message>
        <source>Allow Slipway when the keychain asks, then try again.</source>
        <translation>Erlauben Sie Slipway den Zugriff, wenn der Schlüsselbund fragt, und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>%1 answered with an error.</source>
        <translation>%1 antwortete mit einem Fehler.</translation>
    </message>
    <message>
        <source>Try again; copy the details for a ticket if it stays like this.</source>
        <translation>Versuchen Sie es erneut; bleibt es so, kopieren Sie die Einzelheiten für ein Ticket.</translation>
    </message>
    <message>
        <source>%1 could not be started, or has ended.</source>
        <translation>%1 konnte nicht gestartet werden oder wurde beendet.</translation>
    </message>
    <message>
        <source>Start it, or log out and in again, then try again.</source>
        <translation>Starten Sie es, oder melden Sie sich ab und wieder an, und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>%1 did not keep the token: what was read back is not what was written.</source>
        <translation>%1 hat das Token nicht behalten: Zurückgelesen wurde etwas anderes, als geschrieben wurde.</translation>
    </message>
    <message>
        <source>Nothing was saved. Try again, or look into the keychain&apos;s own program.</source>
        <translation>Nichts wurde gespeichert. Versuchen Sie es erneut, oder sehen Sie im Programm des Schlüsselbunds nach.</translation>
    </message>
    <message>
        <source>Nothing was saved, and the former token is still there. Try again, or look into the keychain&apos;s own program.</source>
        <translation>Nichts wurde gespeichert, und das bisherige Token ist noch da. Versuchen Sie es noch einmal, oder sehen Sie im Programm des Schlüsselbunds nach.</translation>
    </message>
    <message>
        <source>It is not certain which token the keychain has now: the former one, the new one or none. Look into the keychain&apos;s own program, then store the token again.</source>
        <translation>Es ist nicht sicher, welches Token der Schlüsselbund jetzt hat: das bisherige, das neue oder keines. Sehen Sie im Programm des Schlüsselbunds nach, und speichern Sie das Token dann noch einmal.</translation>
    </message>
    <message>
        <source>%1 answered with an error and did not keep the token.</source>
        <translation>%1 antwortete mit einem Fehler und hat das Token nicht behalten.</translation>
    </message>
</context>
<context>
    <name>KeychainOperation</name>
    <message>
        <source>%1 is waiting for you: unlock it or allow access in its own window.</source>
        <translation>%1 wartet auf Sie: Entsperren Sie es oder erlauben Sie den Zugriff in seinem eigenen Fenster.</translation>
    </message>
    <message>
        <source>%1 has not answered yet. It may be waiting for you: look for a window that asks for its password.</source>
        <translation>%1 hat noch nicht geantwortet. Vielleicht wartet es auf Sie: Suchen Sie nach einem Fenster, das nach seinem Passwort fragt.</translation>
    </message>
    <message>
        <source>Waiting for the keychain (%1)…</source>
        <translation>Wartet auf den Schlüsselbund (%1) …</translation>
    </message>
    <message>
        <source>%1 is there, but it does not answer. Slipway keeps waiting for it.</source>
        <translation>%1 ist da, antwortet aber nicht. Slipway wartet weiter.</translation>
    </message>
    <message>
        <source>The session bus</source>
        <translation>Der Sitzungsbus</translation>
    </message>
</context>
<context>
    <name>KeychainTokenStore</name>
    <message>
        <source>It may be in %1, which could not be asked.</source>
        <translation>Es ist vielleicht in %1, das nicht gefragt werden konnte.</translation>
    </message>
    <message>
        <source>Secret Service (GNOME Keyring, KeePassXC) or KWallet</source>
        <translation>Secret Service (GNOME-Schlüsselbund, KeePassXC) oder KWallet</translation>
    </message>
    <message>
        <source>There is no session bus, so the keychain cannot be reached.</source>
        <translation>Es gibt keinen Sitzungsbus, der Schlüsselbund ist also nicht erreichbar.</translation>
    </message>
    <message>
        <source>%1 is switched off, and there is no other keychain.</source>
        <translation>%1 ist ausgeschaltet, und es gibt keinen anderen Schlüsselbund.</translation>
    </message>
    <message>
        <source>No keychain is available on this computer.</source>
        <translation>Auf diesem Computer ist kein Schlüsselbund verfügbar.</translation>
    </message>
    <message>
        <source>%1, then log out and in again.</source>
        <translation>%1 und melden Sie sich dann ab und wieder an.</translation>
    </message>
    <message>
        <source>Switch it on in System Settings, under KDE Wallet.</source>
        <translation>Schalten Sie es in den Systemeinstellungen unter „KDE-Passwortspeicher“ ein.</translation>
    </message>
    <message>
        <source>This was stored in %1, which is switched off.</source>
        <translation>Das wurde in %1 gespeichert, das ausgeschaltet ist.</translation>
    </message>
    <message>
        <source>This was stored in %1, which is not available here.</source>
        <translation>Das wurde in %1 gespeichert, das hier nicht verfügbar ist.</translation>
    </message>
    <message>
        <source>Start Slipway in a session with %1, or store it again: then it goes to the keychain that is available here.</source>
        <translation>Starten Sie Slipway in einer Sitzung mit %1, oder speichern Sie es noch einmal: Dann kommt es in den Schlüsselbund, der hier verfügbar ist.</translation>
    </message>
    <message>
        <source>An older entry may stay in %1, which is not available here.</source>
        <translation>In %1, das hier nicht verfügbar ist, bleibt vielleicht ein älterer Eintrag.</translation>
    </message>
    <message>
        <source>An older entry may stay in %1, which could not be asked: %2</source>
        <translation>In %1, das nicht gefragt werden konnte, bleibt vielleicht ein älterer Eintrag: %2</translation>
    </message>
    <message>
        <source>The keychain holds no token for this tenant.</source>
        <translation>Der Schlüsselbund enthält kein Token für diesen Tenant.</translation>
    </message>
    <message>
        <source>Add it in the tenant&apos;s settings.</source>
        <translation>Fügen Sie es in den Einstellungen des Tenants hinzu.</translation>
    </message>
    <message>
        <source>The keychain refused access.</source>
        <translation>Der Schlüsselbund hat den Zugriff verweigert.</translation>
    </message>
    <message>
        <source>Allow Slipway when the keychain asks, then try again.</source>
        <translation>Erlauben Sie Slipway den Zugriff, wenn der Schlüsselbund fragt, und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>The keychain is locked.</source>
        <translation>Der Schlüsselbund ist gesperrt.</translation>
    </message>
    <message>
        <source>Unlock it, then try again.</source>
        <translation>Entsperren Sie ihn und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>The keychain of this computer cannot be used.</source>
        <translation>Der Schlüsselbund dieses Computers kann nicht verwendet werden.</translation>
    </message>
    <message>
        <source>The keychain did not answer within a minute.</source>
        <translation>Der Schlüsselbund hat eine Minute lang nicht geantwortet.</translation>
    </message>
    <message>
        <source>The keychain did not keep the token: what was read back is not what was written.</source>
        <translation>Der Schlüsselbund hat das Token nicht behalten: Zurückgelesen wurde etwas anderes, als geschrieben wurde.</translation>
    </message>
    <message>
        <source>This computer&apos;s keychain</source>
        <translation>Der Schlüsselbund dieses Computers</translation>
    </message>
    <message>
        <source>Try again, or look into the keychain&apos;s own program.</source>
        <translation>Versuchen Sie es erneut oder sehen Sie im Programm des Schlüsselbunds nach.</translation>
    </message>
    <message>
        <source>Start Slipway in a desktop session. Where there is none: %1</source>
        <translation>Starten Sie Slipway in einer Desktop-Sitzung. Wo es keine gibt: %1</translation>
    </message>
    <message>
        <source>Start Slipway in a desktop session. Where there is none, run dbus-run-session -- bash, and in it gnome-keyring-daemon --unlock, which reads the keyring&apos;s password (end it with Ctrl+D).</source>
        <translation>Starten Sie Slipway in einer Desktop-Sitzung. Wo es keine gibt, führen Sie dbus-run-session -- bash aus und darin gnome-keyring-daemon --unlock; das Programm liest das Passwort des Schlüsselbunds (mit Strg+D beenden).</translation>
    </message>
</context>
<context>
    <name>LinesCheck</name>
    <message numerus="yes">
        <source>Its %1 events do not make up whole pages.</source>
        <translation>
            <numerusform>Ihr %1 Ereignis ist nicht das ganzer Seiten.</numerusform>
            <numerusform>Ihre %1 Ereignisse sind nicht die ganzer Seiten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Lines %1 to %2 do not match page %3.</source>
        <translation>Die Zeilen %1 bis %2 sind nicht die von Seite %3.</translation>
    </message>
    <message>
        <source>Page %1, %2: the manifest says %3, but its lines contain %4.</source>
        <translation>Seite %1, %2: Das Manifest sagt %3, ihre Zeilen sind %4.</translation>
    </message>
    <message>
        <source>events that are not strict JSON</source>
        <translation>Ereignisse, die kein strenges JSON sind</translation>
    </message>
    <message>
        <source>events without a time</source>
        <translation>Ereignisse ohne Zeit</translation>
    </message>
    <message>
        <source>late events kept</source>
        <translation>behaltene verspätete Ereignisse</translation>
    </message>
    <message numerus="yes">
        <source>It has %1 events instead of %2.</source>
        <translation>
            <numerusform>Sie hat %1 Ereignis statt %2.</numerusform>
            <numerusform>Sie hat %1 Ereignisse statt %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Its lines have %1 bytes instead of %2.</source>
        <translation>
            <numerusform>Ihre Zeilen haben %1 Byte statt %2.</numerusform>
            <numerusform>Ihre Zeilen haben %1 Bytes statt %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>Its events are from %1 to %2, and not from %3 to %4.</source>
        <translation>Ihre Ereignisse reichen von %1 bis %2 und nicht von %3 bis %4.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of its events lie outside the range.</source>
        <translation>
            <numerusform>%1 ihrer Ereignisse liegt außerhalb des Zeitraums.</numerusform>
            <numerusform>%1 ihrer Ereignisse liegen außerhalb des Zeitraums.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of its events are in the files of the export that it continues.</source>
        <translation>
            <numerusform>%1 ihrer Ereignisse ist schon in den Dateien des Exports, den sie fortsetzt.</numerusform>
            <numerusform>%1 ihrer Ereignisse sind schon in den Dateien des Exports, den sie fortsetzt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of its events are from before the range; its pages list %2 such late events.</source>
        <translation>
            <numerusform>%1 ihrer Ereignisse ist von vor dem Zeitraum; ihre Seiten nennen %2 solche verspäteten Ereignisse.</numerusform>
            <numerusform>%1 ihrer Ereignisse sind von vor dem Zeitraum; ihre Seiten nennen %2 solche verspäteten Ereignisse.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of its events occur twice (same _id, same text).</source>
        <translation>
            <numerusform>%1 ihrer Ereignisse kommt doppelt vor (gleiche _id, gleicher Text).</numerusform>
            <numerusform>%1 ihrer Ereignisse kommen doppelt vor (gleiche _id, gleicher Text).</numerusform>
        </translation>
    </message>
    <message>
        <source>Page %1: the manifest says that its latest event is from %2, but the latest event in its lines is from %3.</source>
        <translation>Seite %1: Laut Manifest ist ihr spätestes Ereignis vom %2, das späteste in ihren Zeilen aber vom %3.</translation>
    </message>
    <message>
        <source>Page %1: its checksum does not match its lines, although nothing else was sent.</source>
        <translation>Seite %1: Die Prüfsumme passt nicht zu den Zeilen, obwohl sonst nichts gesendet wurde.</translation>
    </message>
</context>
<context>
    <name>Manifest</name>
    <message>
        <source>The finished file %1 was changed.</source>
        <translation>Die fertige Datei %1 wurde geändert.</translation>
    </message>
    <message>
        <source>The finished file %1 is gone.</source>
        <translation>Die fertige Datei %1 ist weg.</translation>
    </message>
    <message>
        <source>Put it back, then resume the job; or cancel the job and export again.</source>
        <translation>Legen Sie sie zurück und setzen Sie den Auftrag dann fort; oder brechen Sie ihn ab und exportieren Sie noch einmal.</translation>
    </message>
    <message>
        <source>The finished file %1 cannot be read: permission denied.</source>
        <translation>Die fertige Datei %1 kann nicht gelesen werden: keine Berechtigung.</translation>
    </message>
    <message>
        <source>Change its permissions, then resume the job.</source>
        <translation>Ändern Sie die Berechtigungen und setzen Sie dann den Job fort.</translation>
    </message>
    <message>
        <source>The finished file %1 was replaced by a link.</source>
        <translation>Die fertige Datei %1 wurde durch eine Verknüpfung ersetzt.</translation>
    </message>
    <message>
        <source>The finished file %1 was replaced by a folder, a pipe or a device.</source>
        <translation>Die fertige Datei %1 wurde durch einen Ordner, eine Pipe oder ein Gerät ersetzt.</translation>
    </message>
</context>
<context>
    <name>ManifestCheck</name>
    <message>
        <source>Its range is empty.</source>
        <translation>Sein Zeitraum ist leer.</translation>
    </message>
    <message>
        <source>It lists no pages, so nothing proves that the range is covered.</source>
        <translation>Es führt keine Seite auf: Nichts beweist, dass der Zeitraum abgedeckt ist.</translation>
    </message>
    <message>
        <source>Its first page was not requested from the start of the range (%1).</source>
        <translation>Seine erste Seite wurde nicht ab dem Anfang des Zeitraums angefordert (%1).</translation>
    </message>
    <message>
        <source>Page %1 is missing: there is a hole after %2.</source>
        <translation>Seite %1 fehlt: Nach %2 ist eine Lücke.</translation>
    </message>
    <message>
        <source>Page %1 does not follow the one before it (it was asked for with &quot;%2&quot;).</source>
        <translation>Seite %1 folgt nicht auf die davor (sie wurde mit „%2“ angefordert).</translation>
    </message>
    <message>
        <source>Page %1 goes back in time, from %2 to %3.</source>
        <translation>Seite %1 geht in der Zeit zurück, von %2 auf %3.</translation>
    </message>
    <message>
        <source>Page %1 has a mark in the future, %2: none of its events is that late.</source>
        <translation>Seite %1 hat eine Marke in der Zukunft, %2: Keines ihrer Ereignisse ist so spät.</translation>
    </message>
    <message numerus="yes">
        <source>Page %1: its checksum is not that of %2 events.</source>
        <translation>
            <numerusform>Seite %1: Ihre Prüfsumme ist nicht die von %2 Ereignis.</numerusform>
            <numerusform>Seite %1: Ihre Prüfsumme ist nicht die von %2 Ereignissen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Page %1: the events that were sent are not the sum of those written, left out and removed.</source>
        <translation>Seite %1: Die gesendeten Ereignisse sind nicht die Summe der geschriebenen, ausgelassenen und entfernten.</translation>
    </message>
    <message>
        <source>Its pages end at %1, before the end of the range (%2): the time between is not covered.</source>
        <translation>Seine Seiten enden am %1, vor dem Ende des Zeitraums (%2): Die Zeit dazwischen ist nicht abgedeckt.</translation>
    </message>
    <message>
        <source>It says that repeats were kept (duplicates_kept), but also that some were left out.</source>
        <translation>Es sagt, dass Wiederholungen behalten wurden (duplicates_kept), aber auch, dass welche ausgelassen wurden.</translation>
    </message>
    <message>
        <source>Slipway does not know the endpoint that it names: %1.</source>
        <translation>Es geht um einen Endpunkt, den Slipway nicht kennt: %1.</translation>
    </message>
    <message>
        <source>Its path or table is not that of the endpoint %1.</source>
        <translation>Sein Pfad oder seine Tabelle ist nicht die des Endpunkts %1.</translation>
    </message>
    <message>
        <source>Its range is given twice, with different times.</source>
        <translation>Sein Zeitraum ist zweimal angegeben, mit verschiedenen Zeiten.</translation>
    </message>
    <message>
        <source>Its reached_end does not match its last page.</source>
        <translation>Ob das Ende des Zeitraums erreicht wurde (reached_end), widerspricht seiner letzten Seite.</translation>
    </message>
    <message>
        <source>It says that it covers everything until %1 (covered_until); its pages end at %2.</source>
        <translation>Es sagt, dass es alles bis %1 abdeckt (covered_until); seine Seiten enden am %2.</translation>
    </message>
    <message>
        <source>no time</source>
        <translation>keine Zeit</translation>
    </message>
    <message>
        <source>It begins at %1 (begins_at), but its files begin at %2.</source>
        <translation>Es beginnt am %1 (begins_at), seine Dateien beginnen aber am %2.</translation>
    </message>
    <message>
        <source>Its indexes do not match its job and pages.</source>
        <translation>Seine Indizes sind nicht die seines Auftrags und seiner Seiten.</translation>
    </message>
    <message>
        <source>%1: the sum over its %2 is %3, but its total is %4.</source>
        <translation>%1: Die Summe über seine %2 ist %3, seine Gesamtzahl sagt %4.</translation>
    </message>
    <message>
        <source>pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Events sent</source>
        <translation>Gesendete Ereignisse</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Events outside the range</source>
        <translation>Ereignisse außerhalb des Zeitraums</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>Doppelte</translation>
    </message>
    <message>
        <source>Late events</source>
        <translation>Verspätete Ereignisse</translation>
    </message>
    <message>
        <source>Events sent again</source>
        <translation>Erneut gesendete Ereignisse</translation>
    </message>
    <message>
        <source>Late events kept</source>
        <translation>Behaltene verspätete Ereignisse</translation>
    </message>
    <message>
        <source>Events without a time</source>
        <translation>Ereignisse ohne Zeit</translation>
    </message>
    <message>
        <source>Events with the id of another</source>
        <translation>Ereignisse mit der ID eines anderen</translation>
    </message>
    <message>
        <source>Events that are not strict JSON</source>
        <translation>Ereignisse, die kein strenges JSON sind</translation>
    </message>
    <message>
        <source>Escaped line breaks</source>
        <translation>Umgeschriebene Zeilenumbrüche</translation>
    </message>
    <message>
        <source>Events from long before the range</source>
        <translation>Ereignisse von lange vor dem Zeitraum</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Bytes in files</source>
        <translation>Bytes in Dateien</translation>
    </message>
    <message>
        <source>Its host is not a valid host name.</source>
        <translation>Sein host ist kein Hostname.</translation>
    </message>
    <message>
        <source>It names two tenants: %1 (tenant) and %2 (host).</source>
        <translation>Es nennt zwei Tenants: %1 (tenant) und %2 (host).</translation>
    </message>
    <message>
        <source>Its first page (asked for with &quot;%1&quot;) does not continue where job %2 ended.</source>
        <translation>Seine erste Seite (mit „%1“ angefordert) setzt nicht dort fort, wo Auftrag %2 endete.</translation>
    </message>
    <message>
        <source>that the tenant is &quot;%1&quot; at %2</source>
        <translation>dass der Tenant „%1“ mit der Adresse %2 ist</translation>
    </message>
    <message>
        <source>that the tenant sent all that it had</source>
        <translation>dass der Tenant alles gesendet hat, was er hatte</translation>
    </message>
    <message>
        <source>that the tenant sent all that it had, and had nothing newer than %1</source>
        <translation>dass der Tenant alles gesendet hat, was er hatte, und nichts Neueres als %1 hatte</translation>
    </message>
    <message>
        <source>Page %1 has its latest event in the future, at %2.</source>
        <translation>Seite %1 hat ihr spätestes Ereignis in der Zukunft, um %2.</translation>
    </message>
    <message>
        <source>Page %1 is from an earlier index than the page before it.</source>
        <translation>Seite %1 ist von einem früheren Index als die Seite davor.</translation>
    </message>
    <message>
        <source>The tenant&apos;s name has several lines.</source>
        <translation>Der Name des Tenants hat mehrere Zeilen.</translation>
    </message>
    <message>
        <source>Page %1 counts more events of one kind than it contains.</source>
        <translation>Seite %1 zählt mehr Ereignisse einer Art, als sie hat.</translation>
    </message>
    <message>
        <source>Page %1 has no lines, but the manifest makes statements about its lines.</source>
        <translation>Seite %1 hat keine Zeilen, doch über diese wird etwas ausgesagt.</translation>
    </message>
    <message>
        <source>As file %1 of the job, it should be named %2.</source>
        <translation>Als Datei %1 des Auftrags hieße sie %2.</translation>
    </message>
    <message>
        <source>It has no events; Slipway does not write such a file.</source>
        <translation>Sie hat keine Ereignisse; eine solche Datei schreibt Slipway nicht.</translation>
    </message>
    <message>
        <source>It was uploaded, but the manifest names no destination.</source>
        <translation>Sie wurde hochgeladen, doch das Manifest nennt kein Ziel.</translation>
    </message>
    <message>
        <source>The object has a different name: %1.</source>
        <translation>Das Objekt hat einen anderen Namen: %1.</translation>
    </message>
    <message>
        <source>It continues itself.</source>
        <translation>Es setzt sich selbst fort.</translation>
    </message>
    <message>
        <source>The manifest that it continues is not that of job %1.</source>
        <translation>Das Manifest, das es fortsetzt, ist nicht das des Auftrags %1.</translation>
    </message>
    <message>
        <source>According to the manifest, the first of the exports that it continues begins at %1, which is after their end.</source>
        <translation>Der erste der Exporte, die es fortsetzt, begänne um %1, nach ihrem Ende.</translation>
    </message>
    <message>
        <source>how each page was requested, its mark, and the checksum of what was sent</source>
        <translation>wie jede Seite angefordert wurde, ihre Marke und die Prüfsumme dessen, was gesendet wurde</translation>
    </message>
    <message>
        <source>how many events have the id of another, and how many line breaks were escaped</source>
        <translation>wie viele Ereignisse die Kennung eines anderen haben und wie viele Zeilenumbrüche maskiert wurden</translation>
    </message>
    <message>
        <source>why events that were sent are not in the files (%L1), and when they happened</source>
        <translation>warum gesendete Ereignisse nicht in den Dateien sind (%L1) und von wann sie sind</translation>
    </message>
    <message>
        <source>that the files were uploaded to %1 and compared there</source>
        <translation>dass die Dateien nach %1 hochgeladen und dort verglichen wurden</translation>
    </message>
    <message>
        <source>that Slipway %1 wrote it</source>
        <translation>dass Slipway %1 es geschrieben hat</translation>
    </message>
    <message>
        <source>Page %1: its late events were not handled as late_events says.</source>
        <translation>Seite %1: Ihre späten Ereignisse wurden nicht so behandelt, wie late_events es sagt.</translation>
    </message>
    <message>
        <source>the contents of fields that this version of Slipway does not know: %1</source>
        <translation>der Inhalt von Feldern, die diese Version von Slipway nicht kennt: %1</translation>
    </message>
    <message>
        <source>Its windows do not match its pages.</source>
        <translation>Seine Fenster sind nicht die seiner Seiten.</translation>
    </message>
    <message>
        <source>There is a hole between two windows: index %1 was started from %2, but everything before it ends at %3.</source>
        <translation>Zwischen zwei Fenstern ist eine Lücke: Index %1 wurde ab %2 begonnen, aber was davor liegt, endet bei %3.</translation>
    </message>
    <message>
        <source>The window of index %1 does not match its pages.</source>
        <translation>Das Fenster von Index %1 entspricht nicht seinen Seiten.</translation>
    </message>
    <message>
        <source>Its version of Slipway is not a version number.</source>
        <translation>Die angegebene Version von Slipway ist keine Versionsnummer.</translation>
    </message>
    <message>
        <source>Unconfirmed answers without events</source>
        <translation>Unbestätigte Antworten ohne Ereignisse</translation>
    </message>
    <message>
        <source>Page %1 has no events, but the manifest makes statements about them.</source>
        <translation>Seite %1 hat keine Ereignisse, aber das Manifest macht Angaben darüber.</translation>
    </message>
    <message>
        <source>Page %1 has late events, but belongs to the first hour of the range.</source>
        <translation>Seite %1 hat verspätete Ereignisse, gehört aber zur ersten Stunde des Zeitraums.</translation>
    </message>
    <message>
        <source>Page %1 has events from long before the range that are not late, but does not belong to its first hour.</source>
        <translation>Seite %1 hat Ereignisse von lange vor dem Zeitraum, die nicht verspätet sind, gehört aber nicht zu seiner ersten Stunde.</translation>
    </message>
    <message>
        <source>Its destination is not the URL of a bucket.</source>
        <translation>Das Ziel ist nicht die URL eines Buckets.</translation>
    </message>
    <message>
        <source>The manifest names a destination, but not the object that it was uploaded to.</source>
        <translation>Das Manifest nennt ein Ziel, aber nicht das Objekt, in das hochgeladen wurde.</translation>
    </message>
    <message>
        <source>It continues another export, but leaves late events out (late_events).</source>
        <translation>Er setzt einen anderen Export fort, lässt aber verspätete Ereignisse weg (late_events).</translation>
    </message>
    <message>
        <source>It continues another export, and such an export is never fetched in windows.</source>
        <translation>Er setzt einen anderen Export fort, und ein solcher Export wird nie in Fenstern geholt.</translation>
    </message>
    <message>
        <source>that the tenant had no events where it said so only once (%L1 answers)</source>
        <translation>dass der Tenant dort keine Ereignisse hatte, wo er es nur einmal gesagt hat (%L1 Antworten)</translation>
    </message>
    <message>
        <source>Page %1 counts more answers without events than an export accepts.</source>
        <translation>Seite %1 zählt mehr Antworten ohne Ereignisse, als ein Export annimmt.</translation>
    </message>
    <message>
        <source>The tenant&apos;s name is longer than any.</source>
        <translation>Der Name des Tenants ist länger als jeder mögliche.</translation>
    </message>
</context>
<context>
    <name>ManifestReader</name>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Export again, or restore the manifest from where it was copied.</source>
        <translation>Exportieren Sie noch einmal, oder stellen Sie das Manifest von dort wieder her, woher es kopiert wurde.</translation>
    </message>
    <message>
        <source>There is no manifest %1.</source>
        <translation>Es gibt kein Manifest %1.</translation>
    </message>
    <message>
        <source>A manifest is named JOB-manifest.json and exists once its export is complete.</source>
        <translation>Ein Manifest heißt JOB-manifest.json und entsteht, sobald sein Export vollständig ist.</translation>
    </message>
    <message>
        <source>cannot be used. %1</source>
        <translation>kann nicht verwendet werden. %1</translation>
    </message>
    <message>
        <source>begins with a byte order mark, which Slipway does not write.</source>
        <translation>beginnt mit einer Byte-Reihenfolge-Marke, die Slipway nicht schreibt.</translation>
    </message>
    <message>
        <source>is not complete JSON.</source>
        <translation>ist kein vollständiges JSON.</translation>
    </message>
    <message>
        <source>has two fields &quot;%1&quot; in one object; it is not clear which one counts.</source>
        <translation>hat zwei Felder „%1“ in einem Objekt; es ist nicht klar, welches gilt.</translation>
    </message>
    <message>
        <source>is not a manifest of Slipway.</source>
        <translation>ist kein Manifest von Slipway.</translation>
    </message>
    <message>
        <source>has version %1; this Slipway reads versions 1 and 2.</source>
        <translation>hat Version %1; dieses Slipway liest die Versionen 1 und 2.</translation>
    </message>
    <message>
        <source>names a file that is not one of its export: %1</source>
        <translation>nennt eine Datei, die nicht zu seinem Export gehört: %1</translation>
    </message>
    <message>
        <source>is damaged: &quot;%1&quot; is missing or wrong.</source>
        <translation>ist beschädigt: „%1“ fehlt oder ist falsch.</translation>
    </message>
    <message>
        <source>lists the file %1 twice.</source>
        <translation>führt die Datei %1 zweimal auf.</translation>
    </message>
</context>
<context>
    <name>ManifestSignature</name>
    <message>
        <source>ssh-keygen, which makes and checks signatures, is not installed.</source>
        <translation>ssh-keygen, das Signaturen erstellt und prüft, ist nicht installiert.</translation>
    </message>
    <message>
        <source>Install OpenSSH&apos;s client (on Debian: apt install openssh-client), then try again.</source>
        <translation>Installieren Sie den OpenSSH-Client (unter Debian: apt install openssh-client) und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>The signers&apos; keys in %1 cannot be read.</source>
        <translation>Die Schlüssel der Unterzeichner in %1 können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Give a file with a public key, such as id_ed25519.pub, or with allowed signers as ssh-keygen(1) describes them.</source>
        <translation>Geben Sie eine Datei mit einem öffentlichen Schlüssel wie id_ed25519.pub an, oder mit zugelassenen Unterzeichnern, wie ssh-keygen(1) sie beschreibt.</translation>
    </message>
    <message>
        <source>%1 contains no public key.</source>
        <translation>%1 enthält keinen öffentlichen Schlüssel.</translation>
    </message>
    <message>
        <source>There is no room for a temporary file.</source>
        <translation>Für eine temporäre Datei ist kein Platz.</translation>
    </message>
    <message>
        <source>Free some space in %1.</source>
        <translation>Schaffen Sie Platz in %1.</translation>
    </message>
    <message>
        <source>%1 cannot be read.</source>
        <translation>%1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>ssh-keygen could not sign with the key %1.</source>
        <translation>ssh-keygen konnte mit dem Schlüssel %1 nicht signieren.</translation>
    </message>
    <message>
        <source>Give a private key, or a public key whose private key is in your agent.</source>
        <translation>Geben Sie einen privaten Schlüssel an, oder einen öffentlichen, dessen privater in Ihrem Agenten ist.</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation>%1 kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Check that you may write to its folder.</source>
        <translation>Prüfen Sie, ob Sie in seinen Ordner schreiben dürfen.</translation>
    </message>
    <message>
        <source>It was changed while it was being verified.</source>
        <translation>Es wurde geändert, während es überprüft wurde.</translation>
    </message>
    <message>
        <source>It is not a signature of this manifest by one of the keys in %1.</source>
        <translation>Es ist keine Signatur dieses Manifests durch einen der Schlüssel in %1.</translation>
    </message>
</context>
<context>
    <name>NearNames</name>
    <message>
        <source>None has been saved yet.</source>
        <translation>Es ist noch nichts gespeichert.</translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation>Meinten Sie %1?</translation>
    </message>
    <message>
        <source>Saved, among others: %1.</source>
        <translation>Gespeichert sind unter anderem: %1.</translation>
    </message>
    <message>
        <source>Saved: %1.</source>
        <translation>Gespeichert: %1.</translation>
    </message>
</context>
<context>
    <name>Needs</name>
    <message>
        <source>The token was refused during an export, which now waits for another one. Replace the token, then resume the export.</source>
        <translation>Das Token wurde während eines Exports abgelehnt, der nun auf ein neues wartet. Ersetzen Sie das Token und setzen Sie den Export dann fort.</translation>
    </message>
    <message>
        <source>The token expired on %1. Create a new one in the Netskope console and enter it here.</source>
        <translation>Das Token ist am %1 abgelaufen. Erstellen Sie in der Netskope-Konsole ein neues und geben Sie es hier ein.</translation>
    </message>
</context>
<context>
    <name>ObjectStore</name>
    <message>
        <source>The certificates of %1 cannot be written for rclone.</source>
        <translation>Die Zertifikate von %1 können nicht für rclone geschrieben werden.</translation>
    </message>
    <message>
        <source>Make room in %1.</source>
        <translation>Schaffen Sie Platz in %1.</translation>
    </message>
    <message>
        <source>The server of %1 does not allow files to be renamed.</source>
        <translation>Der Server von %1 erlaubt nicht, Dateien umzubenennen.</translation>
    </message>
    <message>
        <source>Files are written as NAME.partial and renamed when they are complete: ask the server&apos;s owner to allow it.</source>
        <translation>Dateien werden als NAME.partial geschrieben und umbenannt, wenn sie vollständig sind: Bitten Sie den Betreiber des Servers, das zu erlauben.</translation>
    </message>
    <message>
        <source>rclone&apos;s list is not complete.</source>
        <translation>Die Liste von rclone ist nicht vollständig.</translation>
    </message>
</context>
<context>
    <name>ObjectStream</name>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
</context>
<context>
    <name>OddCharacters</name>
    <message>
        <source>a quotation mark</source>
        <translation>ein Anführungszeichen</translation>
    </message>
    <message>
        <source>an apostrophe</source>
        <translation>ein Apostroph</translation>
    </message>
    <message>
        <source>a backtick</source>
        <translation>ein Gravis</translation>
    </message>
    <message>
        <source>a tab</source>
        <translation>ein Tabulator</translation>
    </message>
    <message>
        <source>a line break</source>
        <translation>ein Zeilenumbruch</translation>
    </message>
    <message>
        <source>a carriage return (a Windows line ending)</source>
        <translation>ein Wagenrücklauf (ein Windows-Zeilenende)</translation>
    </message>
    <message>
        <source>a blank</source>
        <translation>ein Leerzeichen</translation>
    </message>
    <message>
        <source>a no-break space</source>
        <translation>ein geschütztes Leerzeichen</translation>
    </message>
    <message>
        <source>a soft hyphen</source>
        <translation>ein weiches Trennzeichen</translation>
    </message>
    <message>
        <source>a zero-width space</source>
        <translation>ein Leerzeichen ohne Breite</translation>
    </message>
    <message>
        <source>a zero-width non-joiner</source>
        <translation>ein Nicht-Verbinder ohne Breite</translation>
    </message>
    <message>
        <source>a zero-width joiner</source>
        <translation>ein Verbinder ohne Breite</translation>
    </message>
    <message>
        <source>a word joiner</source>
        <translation>ein Wortverbinder</translation>
    </message>
    <message>
        <source>a byte order mark</source>
        <translation>eine Byte-Reihenfolge-Marke</translation>
    </message>
    <message>
        <source>a replacement character, the trace of a wrong encoding</source>
        <translation>ein Ersatzzeichen, Spur einer falschen Kodierung</translation>
    </message>
    <message>
        <source>a bullet, as used to hide passwords</source>
        <translation>ein Aufzählungspunkt, wie er Passwörter verbirgt</translation>
    </message>
    <message>
        <source>an ellipsis</source>
        <translation>Auslassungspunkte</translation>
    </message>
    <message>
        <source>an ideographic full stop</source>
        <translation>ein ideografischer Punkt</translation>
    </message>
    <message>
        <source>a control character</source>
        <translation>ein Steuerzeichen</translation>
    </message>
    <message>
        <source>an invisible character</source>
        <translation>ein unsichtbares Zeichen</translation>
    </message>
    <message>
        <source>a space of another width</source>
        <translation>ein Leerzeichen anderer Breite</translation>
    </message>
    <message>
        <source>a typographic quotation mark</source>
        <translation>ein typografisches Anführungszeichen</translation>
    </message>
    <message>
        <source>a typographic dash</source>
        <translation>ein typografischer Strich</translation>
    </message>
    <message>
        <source>a Cyrillic letter that looks like &quot;%1&quot;</source>
        <translation>ein kyrillischer Buchstabe, der wie „%1“ aussieht</translation>
    </message>
    <message>
        <source>a Greek letter that looks like &quot;%1&quot;</source>
        <translation>ein griechischer Buchstabe, der wie „%1“ aussieht</translation>
    </message>
    <message>
        <source>a letter that looks like &quot;%1&quot; but is another one</source>
        <translation>ein Buchstabe, der wie „%1“ aussieht, aber ein anderer ist</translation>
    </message>
    <message>
        <source>a character that looks like &quot;%1&quot; but is another one</source>
        <translation>ein Zeichen, das wie „%1“ aussieht, aber ein anderes ist</translation>
    </message>
    <message>
        <source>a letter outside a to z, &quot;%1&quot;</source>
        <translation>ein Buchstabe außerhalb von a bis z, „%1“</translation>
    </message>
    <message>
        <source>the character &quot;%1&quot;</source>
        <translation>das Zeichen „%1“</translation>
    </message>
</context>
<context>
    <name>OldestEvent</name>
    <message>
        <source>The tenant&apos;s oldest %1 is from %2.</source>
        <translation>Ältestes Ereignis des Tenants (%1): vom %2.</translation>
    </message>
    <message>
        <source>The tenant has no %1.</source>
        <translation>Der Tenant hat keine Ereignisse dieser Art: %1.</translation>
    </message>
    <message>
        <source>The tenant does not say when its oldest %1 is from.</source>
        <translation>Der Tenant sagt nicht, von wann sein ältestes Ereignis (%1) ist.</translation>
    </message>
    <message>
        <source>The tenant&apos;s oldest %1 is from %2; older ones are not kept.</source>
        <translation>Ältestes Ereignis des Tenants (%1): vom %2; ältere werden nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>The range has no events; it is not known whether there were some that are no longer kept.</source>
        <translation>Der Zeitraum hat keine Ereignisse; ob es welche gab, die nicht mehr aufbewahrt werden, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>The first event in the range is from %1; it is not known whether older ones were kept.</source>
        <translation>Das erste Ereignis im Zeitraum ist vom %1; ob ältere aufbewahrt wurden, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>The tenant&apos;s oldest %1 cannot be read.</source>
        <translation>Das älteste Ereignis des Tenants (%1) kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The export itself does not need it.</source>
        <translation>Der Export selbst braucht es nicht.</translation>
    </message>
    <message>
        <source>d MMMM</source>
        <translation>d. MMMM</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>d. MMMM yyyy</translation>
    </message>
    <message>
        <source>The range has no events.</source>
        <translation>Der Zeitraum hat keine Ereignisse.</translation>
    </message>
    <message>
        <source>No event has a readable time, so it is not known from when the first one is.</source>
        <translation>Kein Ereignis hat eine lesbare Zeit, daher ist nicht bekannt, von wann das erste ist.</translation>
    </message>
</context>
<context>
    <name>PageBetween</name>
    <message>
        <source>Something between this computer and the tenant answered with a web page (HTTP %1).</source>
        <translation>Etwas zwischen diesem Computer und dem Tenant hat mit einer Webseite geantwortet (HTTP %1).</translation>
    </message>
    <message>
        <source>Something between this computer and the tenant answered with a web page titled &quot;%1&quot; (HTTP %2).</source>
        <translation>Etwas zwischen diesem Computer und dem Tenant hat mit einer Webseite mit dem Titel „%1“ geantwortet (HTTP %2).</translation>
    </message>
    <message>
        <source>a web page</source>
        <translation>eine Webseite</translation>
    </message>
    <message>
        <source>a web page, &quot;%1&quot;</source>
        <translation>eine Webseite, „%1“</translation>
    </message>
    <message>
        <source>HTTP %1</source>
        <translation>HTTP %1</translation>
    </message>
    <message>
        <source>a text, &quot;%1&quot;</source>
        <translation>ein Text, „%1“</translation>
    </message>
    <message>
        <source>Something between this computer and the tenant answered with the text &quot;%1&quot; (HTTP %2).</source>
        <translation>Etwas zwischen diesem Computer und dem Tenant hat mit dem Text „%1“ geantwortet (HTTP %2).</translation>
    </message>
    <message>
        <source>Something between this computer and the tenant answered (HTTP %1). Only a proxy or a network that requires a sign-in sends this status.</source>
        <translation>Etwas zwischen diesem Computer und dem Tenant hat geantwortet (HTTP %1). Diesen Status sendet nur ein Proxy oder ein Netz, das eine Anmeldung verlangt.</translation>
    </message>
</context>
<context>
    <name>PageScan</name>
    <message>
        <source>something other than an object</source>
        <translation>etwas anderes als ein Objekt</translation>
    </message>
    <message>
        <source>a number or word that JSON does not have</source>
        <translation>eine Zahl oder ein Wort, das es in JSON nicht gibt</translation>
    </message>
    <message>
        <source>a control character inside a string</source>
        <translation>ein Steuerzeichen in einer Zeichenkette</translation>
    </message>
    <message>
        <source>a line break inside a string</source>
        <translation>ein Zeilenumbruch in einer Zeichenkette</translation>
    </message>
    <message>
        <source>an escape that JSON does not have</source>
        <translation>eine Escape-Sequenz, die es in JSON nicht gibt</translation>
    </message>
    <message>
        <source>bytes that are not UTF-8</source>
        <translation>Bytes, die kein UTF-8 sind</translation>
    </message>
    <message>
        <source>a comma, colon, quote or bracket out of place</source>
        <translation>ein Komma, Doppelpunkt, Anführungszeichen oder eine Klammer an falscher Stelle</translation>
    </message>
    <message>
        <source>lists and objects nested more than 1,024 levels deep</source>
        <translation>Listen und Objekte, mehr als 1.024 Ebenen tief verschachtelt</translation>
    </message>
</context>
<context>
    <name>PartCheck</name>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>The finished file %1 cannot be read: %2</source>
        <translation>Die fertige Datei %1 kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>Put it back, then resume the job; or cancel the job and export again.</source>
        <translation>Legen Sie sie zurück und setzen Sie den Auftrag dann fort; oder brechen Sie ihn ab und exportieren Sie noch einmal.</translation>
    </message>
    <message>
        <source>The finished file %1 was changed.</source>
        <translation>Die fertige Datei %1 wurde geändert.</translation>
    </message>
    <message>
        <source>The export&apos;s folder %1 cannot be opened: permission denied.</source>
        <translation>Der Ordner %1 des Exports kann nicht geöffnet werden: keine Berechtigung.</translation>
    </message>
    <message>
        <source>Change its permissions, then resume the job.</source>
        <translation>Ändern Sie die Berechtigungen und setzen Sie dann den Job fort.</translation>
    </message>
</context>
<context>
    <name>PartFile</name>
    <message>
        <source>The export file cannot be written</source>
        <translation>Die Exportdatei kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>The unfinished file cannot be read</source>
        <translation>Die unfertige Datei kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>The export file cannot be opened</source>
        <translation>Die Exportdatei kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>The unfinished file %1 is shorter than what was written to it.</source>
        <translation>Die unfertige Datei %1 ist kürzer als das, was hineingeschrieben wurde.</translation>
    </message>
    <message>
        <source>Something outside Slipway changed it. Restore it, or cancel this job and export again.</source>
        <translation>Etwas außerhalb von Slipway hat sie geändert. Stellen Sie sie wieder her, oder brechen Sie diesen Auftrag ab und exportieren Sie noch einmal.</translation>
    </message>
</context>
<context>
    <name>PartReader</name>
    <message>
        <source>It ends in the middle of a gzip member.</source>
        <translation>Sie endet mitten in einem gzip-Abschnitt.</translation>
    </message>
    <message>
        <source>Its gzip data is damaged.</source>
        <translation>Ihre gzip-Daten sind beschädigt.</translation>
    </message>
    <message>
        <source>Its last line is not complete.</source>
        <translation>Ihre letzte Zeile ist nicht vollständig.</translation>
    </message>
    <message>
        <source>It has a line of more than %1 MiB.</source>
        <translation>Sie hat eine Zeile von mehr als %1 MiB.</translation>
    </message>
</context>
<context>
    <name>PartWriter</name>
    <message>
        <source>A file of the previous run cannot be renamed</source>
        <translation>Eine Datei des vorigen Laufs kann nicht umbenannt werden</translation>
    </message>
    <message>
        <source>The export file cannot be opened</source>
        <translation>Die Exportdatei kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>A file named %1 exists already.</source>
        <translation>Eine Datei namens %1 gibt es schon.</translation>
    </message>
    <message>
        <source>Move it elsewhere, then resume the job.</source>
        <translation>Verschieben Sie sie und setzen Sie den Auftrag dann fort.</translation>
    </message>
    <message>
        <source>The export file cannot be written</source>
        <translation>Die Exportdatei kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>The finished file cannot be put into place</source>
        <translation>Die fertige Datei kann nicht an ihren Platz gebracht werden</translation>
    </message>
    <message>
        <source>The export&apos;s folder cannot be created</source>
        <translation>Der Ordner des Exports kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>A file of the export cannot be written</source>
        <translation>Eine Datei des Exports kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>The folder %1 cannot be created: %2.</source>
        <translation>Der Ordner %1 kann nicht angelegt werden: %2.</translation>
    </message>
    <message>
        <source>Create it and resume the job, or cancel the job and export to another folder.</source>
        <translation>Legen Sie ihn an und setzen Sie den Auftrag fort, oder brechen Sie ihn ab und exportieren Sie in einen anderen Ordner.</translation>
    </message>
</context>
<context>
    <name>PastedToken</name>
    <message>
        <source>Copy it again, alone and in one piece. Nothing was sent.</source>
        <translation>Kopieren Sie es noch einmal, allein und in einem Stück. Nichts wurde gesendet.</translation>
    </message>
    <message>
        <source>This is JSON without a member named &quot;token&quot;.</source>
        <translation>Das ist JSON ohne ein Feld namens „token“.</translation>
    </message>
    <message>
        <source>This is JSON with several tokens.</source>
        <translation>Das ist JSON mit mehreren Token.</translation>
    </message>
    <message>
        <source>Give the token alone.</source>
        <translation>Geben Sie nur das Token an.</translation>
    </message>
    <message>
        <source>There is no token.</source>
        <translation>Es gibt kein Token.</translation>
    </message>
    <message>
        <source>Paste the token that the Netskope console showed.</source>
        <translation>Fügen Sie das Token ein, das die Netskope-Konsole angezeigt hat.</translation>
    </message>
    <message>
        <source>This is the name of a variable, not the token in it.</source>
        <translation>Das ist der Name einer Variablen, nicht das Token darin.</translation>
    </message>
    <message>
        <source>The placeholder for the token was not filled in.</source>
        <translation>Der Platzhalter für das Token wurde nicht ausgefüllt.</translation>
    </message>
    <message>
        <source>This is an address, not a token.</source>
        <translation>Das ist eine Adresse, kein Token.</translation>
    </message>
    <message>
        <source>The token contains a character that no token has: %1, at position %2 of %3.</source>
        <translation>Das Token enthält ein Zeichen, das in keinem Token vorkommt: %1, an Stelle %2 von %3.</translation>
    </message>
    <message>
        <source>This is too long for a token.</source>
        <translation>Das ist zu lang für ein Token.</translation>
    </message>
    <message>
        <source>Copy it where it is shown in full, or make a new one. Nothing was sent.</source>
        <translation>Kopieren Sie es dort, wo es vollständig zu sehen ist, oder erstellen Sie ein neues. Es wurde nichts gesendet.</translation>
    </message>
    <message>
        <source>Most of this token is hidden: it is not the token itself.</source>
        <translation>Das meiste dieses Tokens ist verborgen: Es ist nicht das Token selbst.</translation>
    </message>
    <message>
        <source>The token has a space or line break inside, at position %1.</source>
        <translation>Das Token enthält an Stelle %1 ein Leerzeichen oder einen Zeilenumbruch.</translation>
    </message>
    <message>
        <source>An invisible character was dropped from the token: %1.</source>
        <translation>Ein unsichtbares Zeichen wurde aus dem Token entfernt: %1.</translation>
    </message>
    <message>
        <source>The token is followed by a comment: &quot;#&quot; at position %1 of %2.</source>
        <translation>Auf das Token folgt ein Kommentar: „#“ an Stelle %1 von %2.</translation>
    </message>
    <message>
        <source>Copy the token without the comment. Nothing was sent.</source>
        <translation>Kopieren Sie das Token ohne den Kommentar. Es wurde nichts gesendet.</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Older events were not read: load a time range for those.</source>
        <translation>Ältere Ereignisse wurden nicht gelesen: Laden Sie dafür einen Zeitraum.</translation>
    </message>
    <message>
        <source>Stopped there.</source>
        <translation>Dort angehalten.</translation>
    </message>
    <message>
        <source>Older events could not be read: %1</source>
        <translation>Weiter zurückzugehen schlug fehl: %1</translation>
    </message>
    <message>
        <source>Events from a busy stretch: %1, since %2. Newer ones may exist.</source>
        <translation>Ereignisse aus einem dichten Abschnitt: %1, seit %2. Es gibt vielleicht neuere.</translation>
    </message>
    <message>
        <source>Newest events: %1, since %2.</source>
        <translation>Neueste Ereignisse: %1, seit %2.</translation>
    </message>
    <message>
        <source>All events since %1: %2.</source>
        <translation>Alle Ereignisse seit %1: %2.</translation>
    </message>
    <message>
        <source>No events since %1.</source>
        <translation>Keine Ereignisse seit %1.</translation>
    </message>
    <message>
        <source>A preview looks back seven days.</source>
        <translation>Eine Vorschau reicht sieben Tage zurück.</translation>
    </message>
    <message>
        <source>That was seven days ago. The permission works; the tenant has nothing to show here.</source>
        <translation>Das war vor sieben Tagen. Die Berechtigung funktioniert; der Tenant hat hier nichts zu zeigen.</translation>
    </message>
    <message>
        <source>No events from %1 to %2.</source>
        <translation>Keine Ereignisse von %1 bis %2.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>d MMM, HH:mm</source>
        <translation>d. MMM, HH:mm</translation>
    </message>
    <message>
        <source>The first events that arrived.</source>
        <translation>Die ersten Ereignisse, die eingetroffen sind.</translation>
    </message>
    <message>
        <source>These events are very large: load a time range for older ones.</source>
        <translation>Diese Ereignisse sind sehr groß: Laden Sie einen Zeitraum, um ältere zu sehen.</translation>
    </message>
    <message>
        <source>Newest events of the tenant&apos;s most current page: %1, back to %2.</source>
        <translation>Neueste Ereignisse der aktuellsten Seite des Tenants: %1, zurück bis %2.</translation>
    </message>
    <message>
        <source>Events left out because they are larger than 16 MB: %1.</source>
        <translation>Ereignisse, die ausgelassen wurden, weil sie größer als 16 MB sind: %1.</translation>
    </message>
    <message numerus="yes">
        <source>From %1 to %2: the first %n events. Export the range to get all of it.</source>
        <translation>
            <numerusform>Von %1 bis %2: das erste Ereignis. Exportieren Sie den Zeitraum, um alle zu erhalten.</numerusform>
            <numerusform>Von %1 bis %2: die ersten %n Ereignisse. Exportieren Sie den Zeitraum, um alle zu erhalten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>From %1 to %2: all %n events.</source>
        <translation>
            <numerusform>Von %1 bis %2: %n Ereignis.</numerusform>
            <numerusform>Von %1 bis %2: alle %n Ereignisse.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProfileRepository</name>
    <message>
        <source>The profile has no name.</source>
        <translation>Das Profil hat keinen Namen.</translation>
    </message>
    <message>
        <source>Give it one, such as that of the SIEM.</source>
        <translation>Geben Sie ihm einen, etwa den des SIEM.</translation>
    </message>
    <message>
        <source>The profile&apos;s name is longer than 100 characters.</source>
        <translation>Der Name des Profils ist länger als 100 Zeichen.</translation>
    </message>
    <message>
        <source>The profile&apos;s name has a line break or control character.</source>
        <translation>Der Name des Profils enthält einen Zeilenumbruch oder ein Steuerzeichen.</translation>
    </message>
    <message>
        <source>Give it a name of one line.</source>
        <translation>Geben Sie ihm einen Namen aus einer Zeile.</translation>
    </message>
    <message>
        <source>Slipway already has a profile &quot;%1&quot;.</source>
        <translation>Slipway hat schon ein Profil „%1“.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>A profile&apos;s name cannot contain a colon.</source>
        <translation>Der Name eines Profils kann keinen Doppelpunkt enthalten.</translation>
    </message>
    <message>
        <source>Name it &quot;%1&quot;: a profile applies to both versions.</source>
        <translation>Nennen Sie es „%1“: Ein Profil gilt für beide Versionen.</translation>
    </message>
    <message>
        <source>There is already a profile named &quot;%1&quot;.</source>
        <translation>Es gibt schon ein Profil namens „%1“.</translation>
    </message>
    <message>
        <source>Choose another name, or replace it.</source>
        <translation>Wählen Sie einen anderen Namen, oder ersetzen Sie es.</translation>
    </message>
    <message>
        <source>There is no profile of your own named &quot;%1&quot;.</source>
        <translation>Sie haben kein eigenes Profil namens „%1“.</translation>
    </message>
    <message>
        <source>%1 does not contain Slipway profiles.</source>
        <translation>%1 enthält keine Slipway-Profile.</translation>
    </message>
    <message>
        <source>Choose a file that &quot;profile export&quot; wrote.</source>
        <translation>Wählen Sie eine Datei, die „profile export“ geschrieben hat.</translation>
    </message>
    <message>
        <source>%1 was written by a newer version of Slipway.</source>
        <translation>%1 wurde von einer neueren Version von Slipway geschrieben.</translation>
    </message>
    <message>
        <source>Update Slipway, or export the profiles again with this version.</source>
        <translation>Aktualisieren Sie Slipway, oder exportieren Sie die Profile mit dieser Version noch einmal.</translation>
    </message>
    <message>
        <source>%1, profile %2: %3</source>
        <translation>%1, Profil %2: %3</translation>
    </message>
    <message>
        <source>%1 contains no profile.</source>
        <translation>%1 enthält kein Profil.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is an endpoint of API v%2.</source>
        <translation>„%1“ ist ein Endpunkt von API v%2.</translation>
    </message>
    <message>
        <source>The profile&apos;s name looks like a token.</source>
        <translation>Der Name des Profils sieht wie ein Token aus.</translation>
    </message>
    <message>
        <source>Give it a name that people recognise. Names are stored and shown, tokens are not.</source>
        <translation>Geben Sie ihm einen Namen, den Menschen wiedererkennen. Namen werden gespeichert und angezeigt, Tokens nicht.</translation>
    </message>
</context>
<context>
    <name>ProgressLines</name>
    <message numerus="yes">
        <source>%1 %  %L2 events  %L3 events/s</source>
        <translation>
            <numerusform>%1 %  %L2 Ereignis  %L3 Ereignisse/s</numerusform>
            <numerusform>%1 %  %L2 Ereignisse  %L3 Ereignisse/s</numerusform>
        </translation>
    </message>
    <message>
        <source>%1:%2 left</source>
        <translation>noch %1:%2</translation>
    </message>
    <message>
        <source>%1 of %2 uploaded</source>
        <translation>%1 von %2 hochgeladen</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
</context>
<context>
    <name>Proxy</name>
    <message>
        <source>Write it as http://host:port or socks5://host:port.</source>
        <translation>Schreiben Sie ihn als http://host:port oder socks5://host:port.</translation>
    </message>
    <message>
        <source>The proxy &quot;%1&quot; would be reached over TLS, which Slipway does not support.</source>
        <translation>Der Proxy „%1“ würde über TLS angesprochen, was Slipway nicht unterstützt.</translation>
    </message>
    <message>
        <source>Nearly all proxies that lead to https addresses are reached as http://host:port: try that. The traffic is still encrypted all the way to the tenant.</source>
        <translation>Fast alle Proxys, die zu https-Adressen führen, werden als http://host:port angesprochen: Versuchen Sie das. Der Verkehr ist trotzdem bis zum Tenant verschlüsselt.</translation>
    </message>
    <message>
        <source>The proxy &quot;%1&quot; is a SOCKS4 proxy, which Slipway does not support.</source>
        <translation>Der Proxy „%1“ ist ein SOCKS4-Proxy, den Slipway nicht unterstützt.</translation>
    </message>
    <message>
        <source>Most of them speak SOCKS5 as well: write it as socks5://host:port.</source>
        <translation>Die meisten davon sprechen auch SOCKS5: Schreiben Sie ihn als socks5://host:port.</translation>
    </message>
    <message>
        <source>The proxy &quot;%1&quot; is not an address Slipway knows.</source>
        <translation>Der Proxy „%1“ ist keine Adresse, die Slipway kennt.</translation>
    </message>
    <message>
        <source>direct</source>
        <translation>direkt</translation>
    </message>
    <message>
        <source>direct (%1)</source>
        <translation>direkt (%1)</translation>
    </message>
    <message>
        <source>system settings</source>
        <translation>Systemeinstellungen</translation>
    </message>
    <message>
        <source>tenant settings</source>
        <translation>Einstellungen des Tenants</translation>
    </message>
    <message>
        <source>The environment variable %1: %2</source>
        <translation>Die Umgebungsvariable %1: %2</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>Its automatic proxy configuration (PAC) may be out of reach. Enter the proxy, or &quot;none&quot;, in the tenant&apos;s settings.</source>
        <translation>Seine automatische Proxykonfiguration (PAC) ist vielleicht nicht erreichbar. Geben Sie den Proxy oder „none“ in den Einstellungen des Tenants an.</translation>
    </message>
    <message>
        <source>The proxy &quot;%1&quot; cannot be read as a host and a port.</source>
        <translation>Der Proxy „%1“ ist nicht als Host und Port lesbar.</translation>
    </message>
    <message>
        <source>The proxy &quot;%1&quot; has no port from 1 to 65535.</source>
        <translation>Der Proxy „%1“ hat keinen Port von 1 bis 65535.</translation>
    </message>
    <message numerus="yes">
        <source>The system did not say within %n seconds which proxy to use.</source>
        <translation>
            <numerusform>Das System hat %n Sekunde lang nicht gesagt, welcher Proxy zu verwenden ist.</numerusform>
            <numerusform>Das System hat %n Sekunden lang nicht gesagt, welcher Proxy zu verwenden ist.</numerusform>
        </translation>
    </message>
    <message>
        <source>Where a proxy&apos;s host should be, there is what looks like a token.</source>
        <translation>Wo der Host eines Proxys stehen sollte, steht etwas, das wie ein Token aussieht.</translation>
    </message>
    <message>
        <source>The proxy is an IPv6 address without brackets.</source>
        <translation>Der Proxy ist eine IPv6-Adresse ohne eckige Klammern.</translation>
    </message>
    <message>
        <source>Write it as http://[::1]:3128, with the address in brackets.</source>
        <translation>Schreiben Sie ihn als http://[::1]:3128, mit der Adresse in eckigen Klammern.</translation>
    </message>
    <message>
        <source>The proxy begins or ends with %1, which does not belong to it.</source>
        <translation>Der Proxy beginnt oder endet mit %1; das gehört nicht dazu.</translation>
    </message>
    <message>
        <source>This is the address of an automatic configuration (PAC), not a proxy.</source>
        <translation>Dies ist die Adresse einer automatischen Konfiguration (PAC), kein Proxy.</translation>
    </message>
    <message>
        <source>Set it up in the system&apos;s network settings and leave the proxy empty here, or write the proxy that it names, as http://host:port.</source>
        <translation>Richten Sie sie in den Netzwerkeinstellungen des Systems ein und lassen Sie den Proxy hier leer, oder schreiben Sie den Proxy, den sie nennt, als http://host:port.</translation>
    </message>
    <message>
        <source>For a connection without a proxy, write &quot;none&quot; in the settings or as --proxy; a variable is left empty instead, or NO_PROXY names the host.</source>
        <translation>Für eine Verbindung ohne Proxy schreiben Sie „none“ in die Einstellungen oder als --proxy; eine Variable bleibt stattdessen leer, oder NO_PROXY nennt den Host.</translation>
    </message>
</context>
<context>
    <name>ProxyHandshake</name>
    <message>
        <source>Write both in front of the proxy&apos;s host in the environment variable HTTPS_PROXY (user:password@host:port): Slipway does not store the password of a proxy.</source>
        <translation>Schreiben Sie beides in der Umgebungsvariablen HTTPS_PROXY vor den Host des Proxys (user:password@host:port): Slipway speichert kein Proxy-Passwort.</translation>
    </message>
    <message>
        <source>its rules do not allow it</source>
        <translation>seine Regeln erlauben es nicht</translation>
    </message>
    <message>
        <source>it cannot reach that network</source>
        <translation>er erreicht dieses Netz nicht</translation>
    </message>
    <message>
        <source>it cannot find or reach that host</source>
        <translation>er findet oder erreicht diesen Host nicht</translation>
    </message>
    <message>
        <source>the connection was refused</source>
        <translation>die Verbindung wurde abgelehnt</translation>
    </message>
    <message>
        <source>the connection took too long</source>
        <translation>die Verbindung dauerte zu lange</translation>
    </message>
    <message>
        <source>it does not know the command</source>
        <translation>er kennt den Befehl nicht</translation>
    </message>
    <message>
        <source>it does not know that kind of address</source>
        <translation>er kennt diese Art Adresse nicht</translation>
    </message>
    <message>
        <source>it reports a failure of its own</source>
        <translation>er meldet einen eigenen Fehler</translation>
    </message>
    <message>
        <source>The proxy also accepts a user name and password.</source>
        <translation>Der Proxy nimmt auch Benutzername und Passwort.</translation>
    </message>
    <message>
        <source>Or run a small proxy on this computer that signs in for you (cntlm, px) and enter that one.</source>
        <translation>Oder lassen Sie auf diesem Computer einen kleinen Proxy laufen, der sich für Sie anmeldet (cntlm, px), und geben Sie diesen an.</translation>
    </message>
    <message>
        <source>The proxy %1 did not answer in time.</source>
        <translation>Der Proxy %1 hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address, and whether it is a proxy of this kind.</source>
        <translation>Prüfen Sie die Adresse des Proxys und ob er ein Proxy dieser Art ist.</translation>
    </message>
    <message>
        <source>The proxy %1 does not answer as an HTTP proxy should: %2</source>
        <translation>Der Proxy %1 antwortet nicht wie ein HTTP-Proxy: %2</translation>
    </message>
    <message>
        <source>Check the port. If it is a SOCKS5 proxy, write it as socks5://host:port.</source>
        <translation>Prüfen Sie den Port. Ist es ein SOCKS5-Proxy, schreiben Sie ihn als socks5://host:port.</translation>
    </message>
    <message>
        <source>The proxy %1 closed the connection without an answer.</source>
        <translation>Der Proxy %1 hat die Verbindung ohne Antwort geschlossen.</translation>
    </message>
    <message>
        <source>Check the port, and whether it is a SOCKS5 proxy.</source>
        <translation>Prüfen Sie den Port und ob er ein SOCKS5-Proxy ist.</translation>
    </message>
    <message>
        <source>Check the port, and whether it is an HTTP proxy; then ask its administrator.</source>
        <translation>Prüfen Sie den Port und ob er ein HTTP-Proxy ist; fragen Sie dann seinen Administrator.</translation>
    </message>
    <message>
        <source>The proxy %1 refuses (%2): the user name or password may be wrong.</source>
        <translation>Der Proxy %1 lehnt ab (%2): Benutzername oder Passwort ist vielleicht falsch.</translation>
    </message>
    <message>
        <source>Check user name and password.</source>
        <translation>Prüfen Sie Benutzername und Passwort.</translation>
    </message>
    <message>
        <source>The proxy %1 does not allow a connection to %2 (%3).</source>
        <translation>Der Proxy %1 erlaubt keine Verbindung zu %2 (%3).</translation>
    </message>
    <message>
        <source>The proxy %1 cannot reach %2 (%3).</source>
        <translation>Der Proxy %1 erreicht %2 nicht (%3).</translation>
    </message>
    <message>
        <source>%1 answers %2 to CONNECT: it does not seem to be a proxy for https.</source>
        <translation>%1 antwortet auf CONNECT mit %2: Es scheint kein Proxy für https zu sein.</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s host and port.</source>
        <translation>Prüfen Sie Host und Port des Proxys.</translation>
    </message>
    <message>
        <source>The proxy %1 does not connect to %2: it answers %3.</source>
        <translation>Der Proxy %1 verbindet nicht mit %2: Er antwortet %3.</translation>
    </message>
    <message>
        <source>Ask its administrator; the details show what it said.</source>
        <translation>Fragen Sie seinen Administrator; die Einzelheiten zeigen, was er sagte.</translation>
    </message>
    <message>
        <source>The proxy %1 does not accept your Kerberos ticket (%2).</source>
        <translation>Der Proxy %1 akzeptiert Ihr Kerberos-Ticket nicht (%2).</translation>
    </message>
    <message>
        <source>Ask its administrator whether your account may use it; klist shows whose ticket it is.</source>
        <translation>Fragen Sie seinen Administrator, ob Ihr Konto ihn benutzen darf; klist zeigt, wessen Ticket es ist.</translation>
    </message>
    <message>
        <source>The proxy %1 accepts neither the user name and password nor your Kerberos ticket (%2).</source>
        <translation>Der Proxy %1 akzeptiert weder Benutzername und Passwort noch Ihr Kerberos-Ticket (%2).</translation>
    </message>
    <message>
        <source>Check all three. Each way to sign in was tried once, so that the account is not locked.</source>
        <translation>Prüfen Sie alle drei. Jede Art der Anmeldung wurde einmal versucht, damit das Konto nicht gesperrt wird.</translation>
    </message>
    <message>
        <source>The proxy %1 does not accept the user name or password (%2).</source>
        <translation>Der Proxy %1 akzeptiert Benutzername oder Passwort nicht (%2).</translation>
    </message>
    <message>
        <source>Check both. Each way to sign in was tried once, so that the account is not locked.</source>
        <translation>Prüfen Sie beides. Jede Art der Anmeldung wurde einmal versucht, damit das Konto nicht gesperrt wird.</translation>
    </message>
    <message>
        <source>The proxy %1 asks for a sign-in (%2) but does not say how.</source>
        <translation>Der Proxy %1 verlangt eine Anmeldung (%2), sagt aber nicht, wie.</translation>
    </message>
    <message>
        <source>Ask its administrator which way of signing in it expects.</source>
        <translation>Fragen Sie seinen Administrator, welche Art der Anmeldung er erwartet.</translation>
    </message>
    <message>
        <source>The proxy %1 can only be signed in to with %2, which Slipway does not support (%3).</source>
        <translation>Am Proxy %1 kann man sich nur mit %2 anmelden, was Slipway nicht unterstützt (%3).</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>The proxy %1 asks for a password (%2), but only a user name is given.</source>
        <translation>Der Proxy %1 verlangt ein Passwort (%2), es ist aber nur ein Benutzername angegeben.</translation>
    </message>
    <message>
        <source>The proxy %1 asks for a user name and password (%2).</source>
        <translation>Der Proxy %1 verlangt Benutzername und Passwort (%2).</translation>
    </message>
    <message>
        <source>The proxy %1 does not answer as a SOCKS5 proxy should.</source>
        <translation>Der Proxy %1 antwortet nicht wie ein SOCKS5-Proxy.</translation>
    </message>
    <message>
        <source>Check the port. If it is an HTTP proxy, write it as http://host:port.</source>
        <translation>Prüfen Sie den Port. Ist es ein HTTP-Proxy, schreiben Sie ihn als http://host:port.</translation>
    </message>
    <message>
        <source>The user name or password is longer than SOCKS5 allows (255 bytes).</source>
        <translation>Benutzername oder Passwort ist länger, als SOCKS5 erlaubt (255 Bytes).</translation>
    </message>
    <message>
        <source>Check both.</source>
        <translation>Prüfen Sie beides.</translation>
    </message>
    <message>
        <source>The proxy %1 does not offer to sign in with a user name and password.</source>
        <translation>Der Proxy %1 bietet keine Anmeldung mit Benutzername und Passwort an.</translation>
    </message>
    <message>
        <source>The proxy %1 asks for a user name and password.</source>
        <translation>Der Proxy %1 verlangt Benutzername und Passwort.</translation>
    </message>
    <message>
        <source>Give both in the environment variable HTTPS_PROXY, as socks5://user:password@host:port: Slipway does not store the password of a proxy.</source>
        <translation>Geben Sie beides in der Umgebungsvariablen HTTPS_PROXY als socks5://user:password@host:port an: Slipway speichert kein Proxy-Passwort.</translation>
    </message>
    <message>
        <source>The proxy %1 does not accept the user name or password.</source>
        <translation>Der Proxy %1 akzeptiert Benutzername oder Passwort nicht.</translation>
    </message>
    <message>
        <source>The proxy %1 does not connect to %2: %3.</source>
        <translation>Der Proxy %1 verbindet nicht mit %2: %3.</translation>
    </message>
    <message>
        <source>The proxy %1 closed the connection without an answer: the user name or password may be wrong, or it does not allow %2.</source>
        <translation>Der Proxy %1 hat die Verbindung ohne Antwort geschlossen: Benutzername oder Passwort sind vielleicht falsch, oder er erlaubt %2 nicht.</translation>
    </message>
    <message>
        <source>Ask its administrator to allow %1 on port %2 (CONNECT).</source>
        <translation>Bitten Sie den Administrator des Proxys, %1 auf Port %2 zu erlauben (CONNECT).</translation>
    </message>
    <message>
        <source>Check the address for typing errors; if it is right, ask the proxy&apos;s administrator, or try again later.</source>
        <translation>Prüfen Sie die Adresse auf Tippfehler; wenn sie stimmt, fragen Sie den Administrator des Proxys, oder versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>Check both. They were refused before and not sent again, so that the account is not locked: a test of the tenant or the destination tries them once more.</source>
        <translation>Prüfen Sie beide. Sie wurden schon abgelehnt und nicht noch einmal gesendet, damit das Konto nicht gesperrt wird: Ein Test des Tenants oder des Ziels versucht es noch einmal mit ihnen.</translation>
    </message>
    <message>
        <source>The proxy %1 can only be signed in to with %2 (%3); rclone, which does these uploads, supports only Basic.</source>
        <translation>Beim Proxy %1 kann man sich nur mit %2 (%3) anmelden; rclone, das diese Uploads ausführt, unterstützt nur Basic.</translation>
    </message>
    <message>
        <source>Ask its administrator for an exception for %1 or for Basic sign-in, or run a small proxy on this computer that signs in for you (cntlm, px) and enter that one.</source>
        <translation>Bitten Sie den Administrator um eine Ausnahme für %1 oder um Anmeldung mit Basic, oder lassen Sie auf diesem Computer einen kleinen Proxy laufen, der sich für Sie anmeldet (cntlm, px), und tragen Sie diesen ein.</translation>
    </message>
    <message>
        <source>Check the address; if it is right, ask the proxy&apos;s administrator.</source>
        <translation>Prüfen Sie die Adresse; wenn sie stimmt, fragen Sie den Administrator des Proxys.</translation>
    </message>
    <message>
        <source>It limits how often it is used. Try again later.</source>
        <translation>Er begrenzt, wie oft er benutzt wird. Versuchen Sie es später erneut.</translation>
    </message>
    <message>
        <source>It leads to a page of %1, where you may have to sign in first: open any web page in a browser that uses this proxy, then try again.</source>
        <translation>Er leitet zu einer Seite von %1 weiter, auf der Sie sich vielleicht erst anmelden müssen: Öffnen Sie in einem Browser, der diesen Proxy benutzt, eine beliebige Webseite, und versuchen Sie es dann erneut.</translation>
    </message>
</context>
<context>
    <name>QAbstractSpinBox</name>
    <message>
        <source>&amp;Step up</source>
        <translation>&amp;Schritt nach oben</translation>
    </message>
    <message>
        <source>Step &amp;down</source>
        <translation>Schritt nach &amp;unten</translation>
    </message>
</context>
<context>
    <name>QCommandLineParser</name>
    <message>
        <source>Usage: %1</source>
        <translation>Aufruf: %1</translation>
    </message>
</context>
<context>
    <name>QLineEdit</name>
    <message>
        <source>&amp;Paste</source>
        <translation>E&amp;infügen</translation>
    </message>
</context>
<context>
    <name>RangeWarning</name>
    <message numerus="yes">
        <source>The range begins more than %n days ago (%1). Netskope keeps events for 90 days unless your contract says otherwise, so what is from before %2 is probably gone. Begin there if you do not need it; otherwise, ask your Netskope administrator how long your tenant keeps events, or look for an earlier export.</source>
        <translation>
            <numerusform>Der Zeitraum beginnt vor mehr als %n Tag (%1). Netskope bewahrt Ereignisse 90 Tage auf, sofern Ihr Vertrag nichts anderes festlegt; was vor %2 war, ist also wahrscheinlich nicht mehr vorhanden. Beginnen Sie dort, wenn Sie es nicht brauchen; fragen Sie sonst Ihren Netskope-Administrator, wie lange Ihr Tenant Ereignisse aufbewahrt, oder suchen Sie einen früheren Export.</numerusform>
            <numerusform>Der Zeitraum beginnt vor mehr als %n Tagen (%1). Netskope bewahrt Ereignisse 90 Tage auf, sofern Ihr Vertrag nichts anderes festlegt; was vor %2 war, ist also wahrscheinlich nicht mehr vorhanden. Beginnen Sie dort, wenn Sie es nicht brauchen; fragen Sie sonst Ihren Netskope-Administrator, wie lange Ihr Tenant Ereignisse aufbewahrt, oder suchen Sie einen früheren Export.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RcloneEnvironment</name>
    <message>
        <source>rclone, which does the uploads, is not installed.</source>
        <translation>rclone, das hochlädt, ist nicht installiert.</translation>
    </message>
    <message>
        <source>rclone could not take the password.</source>
        <translation>rclone konnte das Passwort nicht entgegennehmen.</translation>
    </message>
    <message>
        <source>There is no profile &quot;%1&quot; in your AWS configuration.</source>
        <translation>In Ihrer AWS-Konfiguration gibt es kein Profil „%1“.</translation>
    </message>
    <message>
        <source>Nothing was found in ~/.aws; AWS_CONFIG_FILE may name another file.</source>
        <translation>In ~/.aws wurde nichts gefunden; AWS_CONFIG_FILE kann eine andere Datei nennen.</translation>
    </message>
    <message>
        <source>The existing profiles are: %1.</source>
        <translation>Vorhandene Profile: %1.</translation>
    </message>
</context>
<context>
    <name>RcloneError</name>
    <message>
        <source>The installed rclone cannot do what an export to %1 needs.</source>
        <translation>Das installierte rclone kann nicht, was ein Export nach %1 braucht.</translation>
    </message>
    <message>
        <source>Install rclone 1.60 or newer (rclone.org/install).</source>
        <translation>Installieren Sie rclone 1.60 oder neuer (rclone.org/install).</translation>
    </message>
    <message>
        <source>The access key is unknown to %1.</source>
        <translation>%1 kennt den Zugriffsschlüssel nicht.</translation>
    </message>
    <message>
        <source>Check the access key ID; it may have been deleted or belong to another provider.</source>
        <translation>Prüfen Sie die Zugriffsschlüssel-ID; sie wurde vielleicht gelöscht oder gehört zu einem anderen Anbieter.</translation>
    </message>
    <message>
        <source>The secret key does not belong to the access key of %1.</source>
        <translation>Der geheime Schlüssel gehört nicht zum Zugriffsschlüssel von %1.</translation>
    </message>
    <message>
        <source>Enter both again; some stores also say this when they do not know the access key.</source>
        <translation>Geben Sie beide noch einmal ein; manche Speicher sagen das auch, wenn sie den Zugriffsschlüssel nicht kennen.</translation>
    </message>
    <message>
        <source>The sign-in (SSO) of the AWS profile for %1 has expired.</source>
        <translation>Die Anmeldung (SSO) des AWS-Profils für %1 ist abgelaufen.</translation>
    </message>
    <message>
        <source>Run &quot;aws sso login --profile NAME&quot;, then try again.</source>
        <translation>Führen Sie „aws sso login --profile NAME“ aus und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>The session token for %1 has expired.</source>
        <translation>Das Sitzungstoken für %1 ist abgelaufen.</translation>
    </message>
    <message>
        <source>Get new temporary credentials (all three values), then resume the job.</source>
        <translation>Holen Sie neue temporäre Zugangsdaten (alle drei Werte) und setzen Sie den Auftrag dann fort.</translation>
    </message>
    <message>
        <source>The session token for %1 is not valid.</source>
        <translation>Das Sitzungstoken für %1 ist ungültig.</translation>
    </message>
    <message>
        <source>Enter access key, secret key and session token again: they belong together.</source>
        <translation>Geben Sie Zugriffsschlüssel, geheimen Schlüssel und Sitzungstoken noch einmal ein: Sie gehören zusammen.</translation>
    </message>
    <message>
        <source>The AWS profile for %1 has no usable credentials.</source>
        <translation>Das AWS-Profil für %1 hat keine brauchbaren Zugangsdaten.</translation>
    </message>
    <message>
        <source>Try &quot;aws sts get-caller-identity --profile NAME&quot;; a session may need &quot;aws sso login&quot;.</source>
        <translation>Versuchen Sie „aws sts get-caller-identity --profile NAME“; eine Sitzung braucht vielleicht „aws sso login“.</translation>
    </message>
    <message>
        <source>The SAS for %1 has expired or is not valid yet.</source>
        <translation>Das SAS für %1 ist abgelaufen oder noch nicht gültig.</translation>
    </message>
    <message>
        <source>Create a new SAS and enter it.</source>
        <translation>Erstellen Sie ein neues SAS und geben Sie es ein.</translation>
    </message>
    <message>
        <source>The known hosts file for %1 has a line that rclone cannot read.</source>
        <translation>Die Datei der bekannten Hosts für %1 hat eine Zeile, die rclone nicht lesen kann.</translation>
    </message>
    <message>
        <source>The details name the line: correct or remove it, then try again.</source>
        <translation>Die Einzelheiten nennen die Zeile: Berichtigen oder entfernen Sie sie und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>The key or SAS for %1 was refused.</source>
        <translation>Der Schlüssel oder das SAS für %1 wurde abgelehnt.</translation>
    </message>
    <message>
        <source>Enter it again; a SAS must be whole, with its signature at the end.</source>
        <translation>Geben Sie es noch einmal ein; ein SAS muss vollständig sein, mit der Signatur am Ende.</translation>
    </message>
    <message>
        <source>The service account for %1 was refused.</source>
        <translation>Das Dienstkonto für %1 wurde abgelehnt.</translation>
    </message>
    <message>
        <source>Create a new key for it and enter its JSON file.</source>
        <translation>Erstellen Sie dafür einen neuen Schlüssel und geben Sie dessen JSON-Datei an.</translation>
    </message>
    <message>
        <source>The user, password or key for %1 was refused.</source>
        <translation>Benutzer, Passwort oder Schlüssel für %1 wurde abgelehnt.</translation>
    </message>
    <message>
        <source>Check the user name, and that the server knows this key or password.</source>
        <translation>Prüfen Sie den Benutzernamen, und ob der Server diesen Schlüssel oder dieses Passwort kennt.</translation>
    </message>
    <message>
        <source>The private key for %1 cannot be used.</source>
        <translation>Der private Schlüssel für %1 kann nicht verwendet werden.</translation>
    </message>
    <message>
        <source>Check the file and its passphrase.</source>
        <translation>Prüfen Sie die Datei und ihre Passphrase.</translation>
    </message>
    <message>
        <source>There is neither a password nor a key for %1.</source>
        <translation>Für %1 gibt es weder ein Passwort noch einen Schlüssel.</translation>
    </message>
    <message>
        <source>Give one, or start an SSH agent.</source>
        <translation>Geben Sie eines an, oder starten Sie einen SSH-Agenten.</translation>
    </message>
    <message>
        <source>The host key of %1 is marked as revoked.</source>
        <translation>Der Hostschlüssel von %1 ist als widerrufen markiert.</translation>
    </message>
    <message>
        <source>Do not connect; ask the server&apos;s owner for its current key.</source>
        <translation>Stellen Sie keine Verbindung her; fragen Sie den Betreiber des Servers nach dem aktuellen Schlüssel.</translation>
    </message>
    <message>
        <source>The server of %1 has no host key of a type that is known.</source>
        <translation>Der Server von %1 hat keinen Hostschlüssel eines bekannten Typs.</translation>
    </message>
    <message>
        <source>Compare its fingerprint with the server&apos;s owner, then add it to the known hosts file.</source>
        <translation>Vergleichen Sie den Fingerabdruck mit dem Betreiber des Servers und fügen Sie ihn dann der Datei der bekannten Hosts hinzu.</translation>
    </message>
    <message>
        <source>The host key of %1 is not the one that is known.</source>
        <translation>Der Hostschlüssel von %1 ist nicht der bekannte.</translation>
    </message>
    <message>
        <source>Ask the server&apos;s owner whether it changed. If not, someone may be intercepting the connection.</source>
        <translation>Fragen Sie den Betreiber des Servers, ob er sich geändert hat. Wenn nicht, hört vielleicht jemand mit.</translation>
    </message>
    <message>
        <source>The host key of %1 is not known yet.</source>
        <translation>Der Hostschlüssel von %1 ist noch nicht bekannt.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock differs too much from that of %1.</source>
        <translation>Die Uhr dieses Computers weicht zu weit von der von %1 ab.</translation>
    </message>
    <message>
        <source>Set the clock (even a few minutes are too much), then try again.</source>
        <translation>Stellen Sie die Uhr (schon wenige Minuten sind zu viel) und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>There is no such bucket: %1.</source>
        <translation>Diesen Bucket gibt es nicht: %1.</translation>
    </message>
    <message>
        <source>Check its name and, with a compatible store, the endpoint; Slipway does not create buckets.</source>
        <translation>Prüfen Sie seinen Namen und bei einem kompatiblen Speicher den Endpunkt; Slipway legt keine Buckets an.</translation>
    </message>
    <message>
        <source>The bucket of %1 is in another region.</source>
        <translation>Der Bucket von %1 liegt in einer anderen Region.</translation>
    </message>
    <message>
        <source>Set the destination&apos;s region to the bucket&apos;s own.</source>
        <translation>Setzen Sie die Region des Ziels auf die des Buckets.</translation>
    </message>
    <message>
        <source>The bucket of %1 is disabled.</source>
        <translation>Der Bucket von %1 ist deaktiviert.</translation>
    </message>
    <message>
        <source>Ask its owner.</source>
        <translation>Fragen Sie seinen Eigentümer.</translation>
    </message>
    <message>
        <source>The bucket of %1 does not accept ACLs.</source>
        <translation>Der Bucket von %1 akzeptiert keine ACLs.</translation>
    </message>
    <message>
        <source>Choose the canned ACL bucket-owner-full-control, the one that such buckets accept.</source>
        <translation>Wählen Sie die vordefinierte ACL bucket-owner-full-control, die solche Buckets akzeptieren.</translation>
    </message>
    <message>
        <source>The bucket of %1 has uniform bucket-level access, so its objects have no ACL.</source>
        <translation>Der Bucket von %1 hat einheitlichen Zugriff auf Bucket-Ebene, seine Objekte haben also keine ACL.</translation>
    </message>
    <message>
        <source>Remove the object ACL from the destination.</source>
        <translation>Entfernen Sie die Objekt-ACL aus dem Ziel.</translation>
    </message>
    <message>
        <source>The KMS key for %1 cannot be used.</source>
        <translation>Der KMS-Schlüssel für %1 kann nicht verwendet werden.</translation>
    </message>
    <message>
        <source>%1 does not support what the destination asks for.</source>
        <translation>%1 unterstützt nicht, was das Ziel verlangt.</translation>
    </message>
    <message>
        <source>See the details; remove the encryption, storage class or canned ACL that it names.</source>
        <translation>Sehen Sie in den Einzelheiten nach; entfernen Sie die Verschlüsselung, Speicherklasse oder vordefinierte ACL, die dort genannt ist.</translation>
    </message>
    <message>
        <source>The store of %1 does not know this storage class.</source>
        <translation>Der Speicher von %1 kennt diese Speicherklasse nicht.</translation>
    </message>
    <message>
        <source>Change the destination&apos;s storage class.</source>
        <translation>Ändern Sie die Speicherklasse des Ziels.</translation>
    </message>
    <message>
        <source>These credentials may not do this on %1.</source>
        <translation>Diese Zugangsdaten dürfen das auf %1 nicht.</translation>
    </message>
    <message>
        <source>The SAS or role needs to create and write blobs; check the allowed IP addresses, too.</source>
        <translation>Das SAS oder die Rolle muss Blobs erstellen und schreiben dürfen; prüfen Sie auch die erlaubten IP-Adressen.</translation>
    </message>
    <message>
        <source>What is in %1 is archived and cannot be read back.</source>
        <translation>Was in %1 liegt, ist archiviert und kann nicht zurückgelesen werden.</translation>
    </message>
    <message>
        <source>If it has to be read back, choose another tier or storage class.</source>
        <translation>Wählen Sie eine andere Ebene oder Speicherklasse, wenn das nötig ist.</translation>
    </message>
    <message>
        <source>Ask the bucket&apos;s owner to allow s3:PutObject and s3:PutObjectAcl below this prefix. A bucket that insists on an encryption says the same: then set the destination&apos;s encryption.</source>
        <translation>Bitten Sie den Eigentümer des Buckets, unter diesem Präfix s3:PutObject und s3:PutObjectAcl zu erlauben. Ein Bucket, der auf einer Verschlüsselung besteht, sagt dasselbe: Stellen Sie dann die Verschlüsselung des Ziels ein.</translation>
    </message>
    <message>
        <source>Ask the bucket&apos;s owner for permission to put objects below this prefix.</source>
        <translation>Bitten Sie den Eigentümer des Buckets um die Berechtigung, unter diesem Präfix Objekte abzulegen.</translation>
    </message>
    <message>
        <source>The user may not write to %1.</source>
        <translation>Der Benutzer darf nicht nach %1 schreiben.</translation>
    </message>
    <message>
        <source>Ask the server&apos;s owner for permission.</source>
        <translation>Bitten Sie den Betreiber des Servers um die Berechtigung.</translation>
    </message>
    <message>
        <source>%1 is full or its quota is used up.</source>
        <translation>%1 ist voll, oder sein Kontingent ist aufgebraucht.</translation>
    </message>
    <message>
        <source>Make room there, then resume the job.</source>
        <translation>Schaffen Sie dort Platz und setzen Sie den Auftrag dann fort.</translation>
    </message>
    <message>
        <source>The server of %1 could not write, most likely because it is out of space or a quota is used up; it gives no reason.</source>
        <translation>Der Server von %1 konnte nicht schreiben, höchstwahrscheinlich, weil er keinen Platz hat oder ein Kontingent aufgebraucht ist; er nennt keinen Grund.</translation>
    </message>
    <message>
        <source>Make room there, then try again. If there is room, ask the server&apos;s owner whether the disk is read-only.</source>
        <translation>Schaffen Sie dort Platz und versuchen Sie es dann erneut. Ist Platz da, fragen Sie den Betreiber des Servers, ob der Datenträger schreibgeschützt ist.</translation>
    </message>
    <message>
        <source>The proxy on the way to %1 does not let the connection through.</source>
        <translation>Der Proxy auf dem Weg zu %1 lässt die Verbindung nicht durch.</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address and whether it allows this host.</source>
        <translation>Prüfen Sie die Adresse des Proxys, und ob er diesen Host erlaubt.</translation>
    </message>
    <message>
        <source>The connection to %1 is not secure: its certificate was not accepted.</source>
        <translation>Die Verbindung zu %1 ist nicht sicher: Ihr Zertifikat wurde nicht akzeptiert.</translation>
    </message>
    <message>
        <source>Behind a proxy that inspects TLS, give its CA file; else check the endpoint&apos;s address.</source>
        <translation>Geben Sie hinter einem Proxy, der TLS prüft, dessen CA-Datei an; prüfen Sie sonst die Adresse des Endpunkts.</translation>
    </message>
    <message>
        <source>The name of %1 is not found.</source>
        <translation>Der Name von %1 wird nicht gefunden.</translation>
    </message>
    <message>
        <source>Check the endpoint, the region and your DNS.</source>
        <translation>Prüfen Sie den Endpunkt, die Region und Ihr DNS.</translation>
    </message>
    <message>
        <source>Nothing answers at %1.</source>
        <translation>Unter %1 antwortet nichts.</translation>
    </message>
    <message>
        <source>Check the endpoint&apos;s address and port, and the firewall.</source>
        <translation>Prüfen Sie Adresse und Port des Endpunkts und die Firewall.</translation>
    </message>
    <message>
        <source>%1 is busy and asks Slipway to slow down.</source>
        <translation>%1 ist ausgelastet und bittet, langsamer zu senden.</translation>
    </message>
    <message>
        <source>Wait; the job will try again.</source>
        <translation>Warten Sie; der Auftrag versucht es erneut.</translation>
    </message>
    <message>
        <source>%1 does not answer in time.</source>
        <translation>%1 antwortet nicht rechtzeitig.</translation>
    </message>
    <message>
        <source>Check the network and the firewall, then try again.</source>
        <translation>Prüfen Sie das Netzwerk und die Firewall und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>There is no network route to %1.</source>
        <translation>Es gibt keinen Netzwerkweg zu %1.</translation>
    </message>
    <message>
        <source>Check the network connection.</source>
        <translation>Prüfen Sie die Netzwerkverbindung.</translation>
    </message>
    <message>
        <source>%1 had an internal error.</source>
        <translation>%1 hatte einen internen Fehler.</translation>
    </message>
    <message>
        <source>The connection to %1 broke.</source>
        <translation>Die Verbindung zu %1 brach ab.</translation>
    </message>
    <message>
        <source>Check the network; the job will try again.</source>
        <translation>Prüfen Sie das Netzwerk; der Auftrag versucht es erneut.</translation>
    </message>
    <message>
        <source>What arrived at %1 is not what was sent.</source>
        <translation>Bei %1 kam etwas anderes an, als gesendet wurde.</translation>
    </message>
    <message>
        <source>The job will try again.</source>
        <translation>Der Auftrag versucht es erneut.</translation>
    </message>
    <message>
        <source>The folder or object is not there: %1.</source>
        <translation>Der Ordner oder das Objekt ist nicht da: %1.</translation>
    </message>
    <message>
        <source>Check the folder and the prefix.</source>
        <translation>Prüfen Sie den Ordner und das Präfix.</translation>
    </message>
    <message>
        <source>The credentials for %1 were refused.</source>
        <translation>Die Zugangsdaten für %1 wurden abgelehnt.</translation>
    </message>
    <message>
        <source>Enter them again.</source>
        <translation>Geben Sie sie noch einmal ein.</translation>
    </message>
    <message>
        <source>Set the destination&apos;s region to %1.</source>
        <translation>Setzen Sie die Region des Ziels auf %1.</translation>
    </message>
    <message>
        <source>The upload to %1 failed.</source>
        <translation>Das Hochladen nach %1 ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The details contain the store&apos;s own message.</source>
        <translation>Sehen Sie in den Einzelheiten nach; dort stehen die Worte des Speichers.</translation>
    </message>
    <message>
        <source>The checksum that the store of %1 reports is not the MD5 of what was sent, and these credentials may not read it back.</source>
        <translation>Die Prüfsumme, die der Speicher von %1 meldet, ist nicht der MD5-Wert des Gesendeten, und diese Zugangsdaten dürfen es nicht zurücklesen.</translation>
    </message>
    <message>
        <source>Allow them to read. Or, if the bucket encrypts with KMS or its own key, tick &quot;The ETag is not an MD5&quot; (etag_is_not_md5=true): then the store&apos;s own check on receipt has to be enough.</source>
        <translation>Erlauben Sie ihnen das Lesen. Oder haken Sie, wenn der Bucket mit KMS oder eigenem Schlüssel verschlüsselt, „Das ETag ist kein MD5“ an (etag_is_not_md5=true): Dann muss die Prüfung des Speichers beim Empfang genügen.</translation>
    </message>
    <message>
        <source>The known hosts file for %1 cannot be read.</source>
        <translation>Die Datei der bekannten Hosts für %1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Check its path and permissions.</source>
        <translation>Prüfen Sie ihren Pfad und ihre Berechtigungen.</translation>
    </message>
    <message>
        <source>Check the key&apos;s ARN, and that these credentials may use it (kms:GenerateDataKey, and kms:Decrypt to read back).</source>
        <translation>Prüfen Sie den ARN des Schlüssels und ob diese Zugangsdaten ihn verwenden dürfen (kms:GenerateDataKey, und kms:Decrypt zum Zurücklesen).</translation>
    </message>
    <message>
        <source>There is a file where the folder of %1 should be.</source>
        <translation>Wo der Ordner von %1 sein sollte, ist eine Datei.</translation>
    </message>
    <message>
        <source>Ask its owner to switch SFTP on for this user.</source>
        <translation>Bitten Sie den Betreiber, SFTP für diesen Benutzer einzuschalten.</translation>
    </message>
    <message>
        <source>The store of %1 does not accept the request.</source>
        <translation>Der Speicher von %1 nimmt die Anfrage nicht an.</translation>
    </message>
    <message>
        <source>The details may say why. Check the region, the endpoint and the options of the destination; some stores also give this answer to a session token that is not valid.</source>
        <translation>Die Einzelheiten nennen vielleicht den Grund. Prüfen Sie Region, Endpunkt und Optionen des Ziels; manche Speicher antworten so auch auf ein ungültiges Sitzungstoken.</translation>
    </message>
    <message>
        <source>Choose another folder, or ask for the file to be moved.</source>
        <translation>Wählen Sie einen anderen Ordner, oder bitten Sie darum, die Datei zu verschieben.</translation>
    </message>
    <message>
        <source>The server of %1 accepts the login but does not offer SFTP.</source>
        <translation>Der Server von %1 nimmt die Anmeldung an, bietet aber kein SFTP.</translation>
    </message>
</context>
<context>
    <name>RcloneRun</name>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>%1 does not answer.</source>
        <translation>%1 antwortet nicht.</translation>
    </message>
    <message>
        <source>Check the network, then try again.</source>
        <translation>Prüfen Sie das Netzwerk und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>rclone cannot be started.</source>
        <translation>rclone kann nicht gestartet werden.</translation>
    </message>
    <message>
        <source>Install it again.</source>
        <translation>Installieren Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The upload to %1 was terminated from outside.</source>
        <translation>Das Hochladen nach %1 wurde von außen beendet.</translation>
    </message>
</context>
<context>
    <name>RcloneVersion</name>
    <message>
        <source>rclone %1 is too old: Slipway needs version %2.%3 or newer.</source>
        <translation>rclone %1 ist zu alt: Slipway benötigt Version %2.%3 oder neuer.</translation>
    </message>
    <message>
        <source>Install a newer one (rclone.org/install), or put it beside Slipway&apos;s programs.</source>
        <translation>Installieren Sie eine neuere (rclone.org/install), oder legen Sie sie neben die Programme von Slipway.</translation>
    </message>
</context>
<context>
    <name>Refusal</name>
    <message>
        <source>certain</source>
        <translation>sicher</translation>
    </message>
    <message>
        <source>likely</source>
        <translation>wahrscheinlich</translation>
    </message>
    <message>
        <source>possible</source>
        <translation>möglich</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message numerus="yes">
        <source>There are no fields named %1 in the events or in Netskope&apos;s schema.</source>
        <translation>
            <numerusform>Ein Feld %1 gibt es weder in den Ereignissen noch im Schema von Netskope.</numerusform>
            <numerusform>Felder %1 gibt es weder in den Ereignissen noch im Schema von Netskope.</numerusform>
        </translation>
    </message>
    <message>
        <source>Similar names: %1.</source>
        <translation>Ähnliche Namen: %1.</translation>
    </message>
    <message>
        <source>A preview shows the fields of the events. No report was written.</source>
        <translation>Eine Vorschau zeigt die Felder der Ereignisse. Es wurde kein Bericht geschrieben.</translation>
    </message>
    <message>
        <source>No sample event has: %1.</source>
        <translation>Kein Beispielereignis hat: %1.</translation>
    </message>
    <message>
        <source>Testing the connection and the permissions…</source>
        <translation>Verbindung und Berechtigungen werden getestet …</translation>
    </message>
    <message>
        <source>Reading samples of the newest events, one request per second…</source>
        <translation>Beispiele der neuesten Ereignisse werden gelesen, eine Anfrage pro Sekunde …</translation>
    </message>
    <message>
        <source>The report was cancelled.</source>
        <translation>Der Bericht wurde abgebrochen.</translation>
    </message>
    <message>
        <source>conforms</source>
        <translation>entspricht</translation>
    </message>
    <message>
        <source>conforms, with notes</source>
        <translation>entspricht, mit Hinweisen</translation>
    </message>
    <message>
        <source>does not conform</source>
        <translation>entspricht nicht</translation>
    </message>
    <message>
        <source>not judged</source>
        <translation>nicht beurteilt</translation>
    </message>
    <message>
        <source>TLS library</source>
        <translation>TLS-Bibliothek</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a report format.</source>
        <translation>„%1“ ist kein Berichtsformat.</translation>
    </message>
    <message>
        <source>The formats are pdf, html and json.</source>
        <translation>Die Formate sind pdf, html und json.</translation>
    </message>
    <message>
        <source>The report was not written: a secret would have been in it.</source>
        <translation>Der Bericht wurde nicht geschrieben: Er hätte ein Geheimnis enthalten.</translation>
    </message>
    <message>
        <source>Please report this; the details contain no secret.</source>
        <translation>Bitte melden Sie das; die Einzelheiten enthalten kein Geheimnis.</translation>
    </message>
    <message>
        <source>The report cannot be written to %1.</source>
        <translation>Der Bericht kann nicht nach %1 geschrieben werden.</translation>
    </message>
    <message>
        <source>Check the folder and the free space, or choose another place.</source>
        <translation>Prüfen Sie den Ordner und den freien Platz, oder wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>übersprungen</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>expired on %1</source>
        <translation>abgelaufen am %1</translation>
    </message>
    <message>
        <source>expires on %1</source>
        <translation>läuft am %1 ab</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Tenant</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>API</source>
        <translation>API</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>its name and expiry date are not known</source>
        <translation>Name und Ablauf sind nicht bekannt</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>Getestet</translation>
    </message>
    <message>
        <source>Report made</source>
        <translation>Bericht erstellt</translation>
    </message>
    <message>
        <source>Other consumers</source>
        <translation>Andere Verbraucher</translation>
    </message>
    <message>
        <source>Read positions touched: %1</source>
        <translation>Berührte Lesepositionen: %1</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>Paths:</source>
        <translation>Pfade:</translation>
    </message>
    <message>
        <source>Service account (RBAC v3)</source>
        <translation>Dienstkonto (RBAC v3)</translation>
    </message>
    <message>
        <source>Token created under Settings &gt; Tools</source>
        <translation>Token, erstellt unter Settings &gt; Tools</translation>
    </message>
    <message>
        <source>Message to the Netskope administrator</source>
        <translation>Nachricht an den Netskope-Administrator</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation>Berechtigungen</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>Benötigt</translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>What it means</source>
        <translation>Was es bedeutet</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>More than needed</source>
        <translation>Mehr als nötig</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Recht</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Risiko</translation>
    </message>
    <message>
        <source>write</source>
        <translation>schreiben</translation>
    </message>
    <message>
        <source>read</source>
        <translation>lesen</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>Do the events look the way the SIEM expects?</source>
        <translation>Sehen die Ereignisse so aus, wie das SIEM es erwartet?</translation>
    </message>
    <message>
        <source>Looked at</source>
        <translation>Angesehen</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>In short</source>
        <translation>Kurz gesagt</translation>
    </message>
    <message>
        <source>not read</source>
        <translation>nicht gelesen</translation>
    </message>
    <message>
        <source>Sample events</source>
        <translation>Beispielereignisse</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Event %1</source>
        <translation>Ereignis %1</translation>
    </message>
    <message>
        <source>About this report</source>
        <translation>Über diesen Bericht</translation>
    </message>
    <message>
        <source>It shows what was found at the times given above; permissions and tokens may have changed since. It contains no token or other secret. </source>
        <translation>Er zeigt, was zu den oben genannten Zeiten gefunden wurde; Berechtigungen und Token können sich seither geändert haben. Er enthält kein Token oder anderes Geheimnis. </translation>
    </message>
    <message>
        <source>Slipway only read.</source>
        <translation>Slipway hat nur gelesen.</translation>
    </message>
    <message>
        <source>Slipway only read, with its own indexes (slipway-…), so no other consumer lost an event.</source>
        <translation>Slipway hat nur gelesen, mit eigenen Indizes (slipway-…); kein anderer Verbraucher hat ein Ereignis verloren.</translation>
    </message>
    <message>
        <source>Checked by</source>
        <translation>Geprüft von</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Unterschrift</translation>
    </message>
    <message>
        <source>Onboarding report: %1</source>
        <translation>Onboarding-Bericht: %1</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>Seite %1 von %2</translation>
    </message>
    <message>
        <source>User names, devices and their addresses are masked; URL queries are left out.</source>
        <translation>Benutzernamen, Geräte und ihre Adressen sind unkenntlich gemacht; Abfrageteile von URLs sind weggelassen.</translation>
    </message>
    <message>
        <source>User names, devices and their addresses are replaced by names made with a random key that was not kept: only within this report does the same name mean the same person. URL queries are left out.</source>
        <translation>Benutzernamen, Geräte und ihre Adressen sind durch Namen ersetzt, die mit einem zufälligen, nicht aufbewahrten Schlüssel gebildet wurden: Nur innerhalb dieses Berichts bedeutet derselbe Name dieselbe Person. Abfrageteile von URLs sind weggelassen.</translation>
    </message>
    <message>
        <source>User names, devices and their addresses are shown as sent. URL queries are left out.</source>
        <translation>Benutzernamen, Geräte und ihre Adressen sind wie gesendet gezeigt. Abfrageteile von URLs sind weggelassen.</translation>
    </message>
    <message numerus="yes">
        <source> (%n day(s) left)</source>
        <translation>
            <numerusform> (noch %n Tag)</numerusform>
            <numerusform> (noch %n Tage)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No event was read that could show whether there are fields %1.</source>
        <translation>
            <numerusform>Es wurde kein Ereignis gelesen, das zeigen könnte, ob es ein Feld %1 gibt.</numerusform>
            <numerusform>Es wurde kein Ereignis gelesen, das zeigen könnte, ob es Felder %1 gibt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> und %n weiteres</numerusform>
            <numerusform> und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RequestLedger</name>
    <message>
        <source>all GET</source>
        <translation>alle GET</translation>
    </message>
    <message>
        <source>%1, %2; read positions of other consumers touched: %3</source>
        <translation>%1, %2; berührte Lesepositionen anderer Verbraucher: %3</translation>
    </message>
    <message numerus="yes">
        <source>%n requests</source>
        <translation>
            <numerusform>%n Anfrage</numerusform>
            <numerusform>%n Anfragen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not GET</source>
        <translation>
            <numerusform>%n nicht GET</numerusform>
            <numerusform>%n nicht GET</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResponsePage</name>
    <message>
        <source>Try again; if that does not help, copy the details for a ticket.</source>
        <translation>Versuchen Sie es erneut; hilft das nicht, kopieren Sie die Einzelheiten für ein Ticket.</translation>
    </message>
    <message>
        <source>The tenant sent an empty answer.</source>
        <translation>Der Tenant hat eine leere Antwort gesendet.</translation>
    </message>
    <message>
        <source>The tenant&apos;s answer is not complete JSON.</source>
        <translation>Die Antwort des Tenants ist kein vollständiges JSON.</translation>
    </message>
    <message numerus="yes">
        <source>The tenant&apos;s answer contains more than %1 events. Netskope documents 10,000 a page.</source>
        <translation>
            <numerusform>Die Antwort des Tenants enthält mehr als %1 Ereignis. Netskope dokumentiert 10.000 pro Seite.</numerusform>
            <numerusform>Die Antwort des Tenants enthält mehr als %1 Ereignisse. Netskope dokumentiert 10.000 pro Seite.</numerusform>
        </translation>
    </message>
    <message>
        <source>One event of the tenant&apos;s answer is larger than %1 MB.</source>
        <translation>Ein Ereignis in der Antwort des Tenants ist größer als %1 MB.</translation>
    </message>
    <message>
        <source>The tenant&apos;s answer is not the expected JSON: no page of events can be found in it.</source>
        <translation>Die Antwort des Tenants ist nicht das erwartete JSON: Es ist keine Ereignisseite darin zu finden.</translation>
    </message>
    <message>
        <source>The tenant reports a failure without a reason (%1).</source>
        <translation>Der Tenant meldet einen Fehler ohne Grund (%1).</translation>
    </message>
    <message>
        <source>The tenant reports a failure: %1</source>
        <translation>Der Tenant meldet einen Fehler: %1</translation>
    </message>
    <message>
        <source>Try again in a minute.</source>
        <translation>Versuchen Sie es in einer Minute erneut.</translation>
    </message>
    <message>
        <source>The tenant&apos;s answer contains no list of events.</source>
        <translation>Die Antwort des Tenants enthält keine Ereignisliste.</translation>
    </message>
    <message>
        <source>The tenant&apos;s answer contains a list, but no event with an id or a time.</source>
        <translation>Die Antwort des Tenants enthält eine Liste, aber kein Ereignis mit einer ID oder einer Zeit.</translation>
    </message>
    <message>
        <source>The tenant&apos;s answer contains two lists of events, so it is not clear which one is meant.</source>
        <translation>Die Antwort des Tenants enthält zwei Listen mit Ereignissen, daher ist nicht klar, welche gemeint ist.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
</context>
<context>
    <name>Room</name>
    <message>
        <source>There is no room for an export in %1: %2 is left on its disk.</source>
        <translation>In %1 ist kein Platz für einen Export: Auf dem Datenträger sind %2 frei.</translation>
    </message>
    <message>
        <source>Make room, or choose a folder on another disk.</source>
        <translation>Schaffen Sie Platz, oder wählen Sie einen Ordner auf einem anderen Datenträger.</translation>
    </message>
    <message>
        <source>The export may not fit: judging by the previous one, it takes about %1, and %2 is left on the disk of %3.</source>
        <translation>Der Export passt vielleicht nicht: Nach dem vorigen zu urteilen, braucht er etwa %1, und auf dem Datenträger von %3 sind %2 frei.</translation>
    </message>
    <message>
        <source>It pauses when the disk is full and can be resumed when there is room.</source>
        <translation>Er hält an, wenn der Datenträger voll ist, und kann fortgesetzt werden, wenn Platz ist.</translation>
    </message>
</context>
<context>
    <name>SavedDestinations</name>
    <message>
        <source>Read the credentials</source>
        <translation>Zugangsdaten lesen</translation>
    </message>
    <message>
        <source>The stored credentials were entered for %1 and are not sent to another server.</source>
        <translation>Die gespeicherten Zugangsdaten wurden für %1 eingegeben und werden nicht an einen anderen Server gesendet.</translation>
    </message>
    <message>
        <source>Enter the credentials for the new server, or add it as a new destination.</source>
        <translation>Geben Sie die Zugangsdaten für den neuen Server ein, oder fügen Sie ihn als neues Ziel hinzu.</translation>
    </message>
    <message>
        <source>The former credentials could not be put back, so enter them again, too. %1</source>
        <translation>Die bisherigen Zugangsdaten konnten nicht wiederhergestellt werden; geben Sie sie ebenfalls noch einmal ein. %1</translation>
    </message>
</context>
<context>
    <name>SecretService</name>
    <message>
        <source>Secret Service</source>
        <translation>Secret Service</translation>
    </message>
    <message>
        <source>The prompt was not answered.</source>
        <translation>Die Nachfrage wurde nicht beantwortet.</translation>
    </message>
    <message>
        <source>It ended while its prompt was open.</source>
        <translation>Es wurde beendet, während es fragte.</translation>
    </message>
    <message>
        <source>The prompt was dismissed.</source>
        <translation>Die Nachfrage wurde verworfen.</translation>
    </message>
    <message>
        <source>The secret could not be decrypted.</source>
        <translation>Das Geheimnis konnte nicht entschlüsselt werden.</translation>
    </message>
    <message>
        <source>An older entry stays in the keyring &quot;%1&quot;, which is locked.</source>
        <translation>Im Schlüsselbund „%1“, der gesperrt ist, bleibt ein älterer Eintrag.</translation>
    </message>
    <message>
        <source>An older entry stays in the keyring &quot;%1&quot;: it could not be removed.</source>
        <translation>Im Schlüsselbund „%1“ bleibt ein älterer Eintrag: Er konnte nicht entfernt werden.</translation>
    </message>
    <message>
        <source>The keychain service has no keyring to keep a token in.</source>
        <translation>Der Schlüsselbunddienst hat keinen Schlüsselbund für ein Token.</translation>
    </message>
    <message>
        <source>Create a default keyring (on GNOME: Passwords and Keys), then try again.</source>
        <translation>Legen Sie einen Standard-Schlüsselbund an (unter GNOME: Passwörter und Verschlüsselung) und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>Older entries may remain: %1</source>
        <translation>Ältere Einträge bleiben vielleicht: %1</translation>
    </message>
    <message>
        <source>Its entry is empty.</source>
        <translation>Sein Eintrag ist leer.</translation>
    </message>
    <message>
        <source>The entry cannot be found again.</source>
        <translation>Der Eintrag ist nicht wiederzufinden.</translation>
    </message>
    <message>
        <source>The entry has other contents.</source>
        <translation>Der Eintrag hat einen anderen Inhalt.</translation>
    </message>
    <message>
        <source>The entry was not removed.</source>
        <translation>Der Eintrag wurde nicht entfernt.</translation>
    </message>
    <message>
        <source>An older entry stays in the keyring &quot;%1&quot;: its removal was not allowed.</source>
        <translation>Ein älterer Eintrag bleibt im Schlüsselbund „%1“: Sein Entfernen wurde nicht erlaubt.</translation>
    </message>
    <message>
        <source>The entry was locked in the meantime.</source>
        <translation>Der Eintrag wurde inzwischen gesperrt.</translation>
    </message>
    <message>
        <source>The entry was removed in the meantime.</source>
        <translation>Der Eintrag wurde inzwischen entfernt.</translation>
    </message>
</context>
<context>
    <name>SessionHint</name>
    <message>
        <source>Or keep the token for this session only; then it is never written to disk.</source>
        <translation>Oder behalten Sie das Token nur für diese Sitzung; dann wird es nie auf die Festplatte geschrieben.</translation>
    </message>
</context>
<context>
    <name>ShownTime</name>
    <message>
        <source>%1 (%2)</source>
        <comment>a heading and the time zone</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>d MMM HH:mm</source>
        <translation>d. MMM HH:mm</translation>
    </message>
</context>
<context>
    <name>StateDatabase</name>
    <message>
        <source>Set HOME, or set XDG_DATA_HOME to the full path of a folder.</source>
        <translation>Setzen Sie HOME, oder setzen Sie XDG_DATA_HOME auf den vollständigen Pfad eines Ordners.</translation>
    </message>
    <message>
        <source>The name of the folder %1 is not UTF-8, so it cannot be used.</source>
        <translation>Der Name des Ordners %1 ist nicht UTF-8; er kann nicht verwendet werden.</translation>
    </message>
    <message>
        <source>Set XDG_DATA_HOME to a folder whose name is.</source>
        <translation>Setzen Sie XDG_DATA_HOME auf einen Ordner, dessen Name es ist.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be created.</source>
        <translation>Der Ordner %1 kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>Check the permissions of its parent folder, or set XDG_DATA_HOME.</source>
        <translation>Prüfen Sie die Berechtigungen seines übergeordneten Ordners, oder setzen Sie XDG_DATA_HOME.</translation>
    </message>
    <message>
        <source>The state file %1 cannot be created.</source>
        <translation>Die Zustandsdatei %1 kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>Check the folder&apos;s permissions.</source>
        <translation>Prüfen Sie die Berechtigungen des Ordners.</translation>
    </message>
    <message>
        <source>The state file %1 was written by a newer version of Slipway.</source>
        <translation>Die Zustandsdatei %1 wurde von einem neueren Slipway geschrieben.</translation>
    </message>
    <message>
        <source>Update Slipway; nothing was changed.</source>
        <translation>Aktualisieren Sie Slipway; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The state file %1 cannot be opened.</source>
        <translation>Die Zustandsdatei %1 kann nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>Check that it is readable and writable.</source>
        <translation>Prüfen Sie, ob sie gelesen und geschrieben werden kann.</translation>
    </message>
    <message>
        <source>The disk that holds %1 is full.</source>
        <translation>Der Datenträger mit %1 ist voll.</translation>
    </message>
    <message>
        <source>Make room, then try again.</source>
        <translation>Schaffen Sie Platz und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>The state file %1 is damaged or is not Slipway&apos;s.</source>
        <translation>Die Zustandsdatei %1 ist beschädigt oder nicht von Slipway.</translation>
    </message>
    <message>
        <source>Nothing was changed. Move the file elsewhere and start again; saved tenants must then be added again. Exported files are not touched.</source>
        <translation>Nichts wurde geändert. Verschieben Sie die Datei und starten Sie noch einmal; gespeicherte Tenants müssen dann neu hinzugefügt werden. Exportierte Dateien sind nicht betroffen.</translation>
    </message>
    <message>
        <source>The state file %1 cannot be used.</source>
        <translation>Die Zustandsdatei %1 kann nicht verwendet werden.</translation>
    </message>
    <message>
        <source>Check the disk; copy the details for a ticket.</source>
        <translation>Prüfen Sie den Datenträger; kopieren Sie die Einzelheiten für ein Ticket.</translation>
    </message>
    <message>
        <source>The state file %1 does not have the tables that its version should have.</source>
        <translation>Die Zustandsdatei %1 hat nicht die Tabellen, die ihre Version haben sollte.</translation>
    </message>
    <message>
        <source>Nothing was changed. Restore the file from a backup, or move it elsewhere and start again; saved tenants must then be added again. Exported files are not touched.</source>
        <translation>Nichts wurde geändert. Stellen Sie die Datei aus einer Sicherung wieder her, oder verschieben Sie sie und starten Sie neu; gespeicherte Tenants müssen dann wieder hinzugefügt werden. Exportierte Dateien bleiben unberührt.</translation>
    </message>
    <message>
        <source>There is no folder for Slipway&apos;s data: neither XDG_DATA_HOME nor HOME is the full path of a folder.</source>
        <translation>Es gibt keinen Ordner für die Daten von Slipway: Weder XDG_DATA_HOME noch HOME ist der vollständige Pfad eines Ordners.</translation>
    </message>
</context>
<context>
    <name>StorageError</name>
    <message>
        <source>%1: the disk is full.</source>
        <translation>%1: Der Datenträger ist voll.</translation>
    </message>
    <message>
        <source>Make room, then resume the job.</source>
        <translation>Schaffen Sie Platz und setzen Sie den Auftrag dann fort.</translation>
    </message>
    <message>
        <source>%1: writing to %2 is not allowed.</source>
        <translation>%1: Schreiben nach %2 ist nicht erlaubt.</translation>
    </message>
    <message>
        <source>%1: %2 is gone.</source>
        <translation>%1: %2 ist weg.</translation>
    </message>
    <message>
        <source>Restore the folder, then resume the job.</source>
        <translation>Stellen Sie den Ordner wieder her und setzen Sie den Auftrag dann fort.</translation>
    </message>
    <message>
        <source>%1: %2 is a link, which Slipway does not follow.</source>
        <translation>%1: %2 ist ein Link, dem Slipway nicht folgt.</translation>
    </message>
    <message>
        <source>Remove it, then resume the job.</source>
        <translation>Entfernen Sie ihn und setzen Sie den Auftrag dann fort.</translation>
    </message>
    <message>
        <source>%1: there is a file in the way of %2.</source>
        <translation>%1: Eine Datei steht %2 im Weg.</translation>
    </message>
    <message>
        <source>Move it elsewhere, then resume the job.</source>
        <translation>Verschieben Sie sie und setzen Sie den Auftrag dann fort.</translation>
    </message>
    <message>
        <source>%1: a larger file is not allowed there.</source>
        <translation>%1: Eine größere Datei ist dort nicht erlaubt.</translation>
    </message>
    <message>
        <source>Cancel the job and export again with a smaller file size.</source>
        <translation>Brechen Sie den Auftrag ab und exportieren Sie mit einer kleineren Dateigröße noch einmal.</translation>
    </message>
    <message>
        <source>%1: the path is too long.</source>
        <translation>%1: Der Pfad ist zu lang.</translation>
    </message>
    <message>
        <source>Choose a shorter folder name.</source>
        <translation>Wählen Sie einen kürzeren Ordnernamen.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>Check the disk, then resume the job.</source>
        <translation>Prüfen Sie den Datenträger und setzen Sie den Auftrag dann fort.</translation>
    </message>
    <message>
        <source>Change the permissions of the folder and of the files in it, then resume the job.</source>
        <translation>Ändern Sie die Berechtigungen des Ordners und der Dateien darin und setzen Sie dann den Job fort.</translation>
    </message>
    <message>
        <source>%1 is a folder, a pipe or a device, not a file.</source>
        <translation>%1 ist ein Ordner, eine Pipe oder ein Gerät, keine Datei.</translation>
    </message>
</context>
<context>
    <name>StoreRequest</name>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
</context>
<context>
    <name>SupportBundle</name>
    <message>
        <source>The support bundle cannot be written to %1.</source>
        <translation>Das Support-Paket kann nicht nach %1 geschrieben werden.</translation>
    </message>
    <message>
        <source>Check the folder and the free space, or choose another place.</source>
        <translation>Prüfen Sie den Ordner und den freien Platz, oder wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>%1 already exists.</source>
        <translation>%1 gibt es schon.</translation>
    </message>
    <message>
        <source>Choose the name of a new folder, or of a .zip or .tar.gz file.</source>
        <translation>Wählen Sie den Namen eines neuen Ordners oder einer .zip- oder .tar.gz-Datei.</translation>
    </message>
    <message>
        <source>Made: %1</source>
        <translation>Erstellt: %1</translation>
    </message>
    <message>
        <source>Tokens that it was searched for before it was written: %1</source>
        <translation>Token, nach denen es vor dem Schreiben durchsucht wurde: %1</translation>
    </message>
    <message>
        <source>Not searched for, because it could not be read: the token of %1</source>
        <translation>Danach wurde nicht gesucht, weil es nicht gelesen werden konnte: das Token von %1</translation>
    </message>
    <message>
        <source>Requests of this process: %1</source>
        <translation>Anfragen dieses Prozesses: %1</translation>
    </message>
    <message>
        <source>every saved tenant: %1</source>
        <translation>jeder gespeicherte Tenant: %1</translation>
    </message>
    <message>
        <source>The support bundle was not written: its file %1 contains a secret (%2).</source>
        <translation>Das Support-Paket wurde nicht geschrieben: Seine Datei %1 enthält ein Geheimnis (%2).</translation>
    </message>
    <message>
        <source>Nothing has left this computer. Please report this, with the file&apos;s name only.</source>
        <translation>Nichts hat diesen Computer verlassen. Bitte melden Sie das, nur mit dem Namen der Datei.</translation>
    </message>
    <message numerus="yes">
        <source>(%n bytes)</source>
        <translation>
            <numerusform>(%n Byte)</numerusform>
            <numerusform>(%n Bytes)</numerusform>
        </translation>
    </message>
    <message>
        <source>It is a folder, a device or a pipe, which no file may replace.</source>
        <translation>Dort ist ein Ordner, ein Gerät oder eine Pipe; sie werden nicht durch eine Datei ersetzt.</translation>
    </message>
</context>
<context>
    <name>SystemPackage</name>
    <message>
        <source>Install it with: %1 %2</source>
        <translation>Installieren Sie es mit: %1 %2</translation>
    </message>
    <message>
        <source>Install one with: %1 %2</source>
        <translation>Installieren Sie einen mit: %1 %2</translation>
    </message>
    <message>
        <source>Install rclone 1.60 or newer (rclone.org/install)</source>
        <translation>Installieren Sie rclone 1.60 oder neuer (rclone.org/install)</translation>
    </message>
    <message>
        <source>Install GNOME Keyring, KeePassXC or KWallet</source>
        <translation>Installieren Sie GNOME-Schlüsselbund, KeePassXC oder KWallet</translation>
    </message>
    <message>
        <source>Install a bus and a keyring with: %1 %2</source>
        <translation>Installieren Sie einen Bus und einen Schlüsselbund mit: %1 %2</translation>
    </message>
    <message>
        <source>Install D-Bus and GNOME Keyring</source>
        <translation>Installieren Sie D-Bus und GNOME Keyring</translation>
    </message>
</context>
<context>
    <name>TenantAddress</name>
    <message>
        <source>An address looks like acme.goskope.com or acme.eu.goskope.com.</source>
        <translation>Eine Adresse sieht aus wie acme.goskope.com oder acme.eu.goskope.com.</translation>
    </message>
    <message>
        <source>What was entered</source>
        <translation>Die Eingabe</translation>
    </message>
    <message>
        <source>An invisible character was dropped: %1.</source>
        <translation>Ein unsichtbares Zeichen wurde weggelassen: %1.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; at the end was dropped.</source>
        <translation>„%1“ am Ende wurde weggelassen.</translation>
    </message>
    <message>
        <source>%1 and %2 around the address were dropped.</source>
        <translation>%1 und %2 um die Adresse wurden weggelassen.</translation>
    </message>
    <message>
        <source>Put the tenant&apos;s own name in its place.</source>
        <translation>Setzen Sie den Namen des Tenants an seine Stelle.</translation>
    </message>
    <message>
        <source>The address contains %1.</source>
        <translation>Die Adresse enthält %1.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; stands for the tenant&apos;s name in instructions; it is not a name itself.</source>
        <translation>„%1“ steht in Anleitungen für den Namen des Tenants; es ist selbst kein Name.</translation>
    </message>
    <message>
        <source>The tenant&apos;s own name is missing in front of %1.</source>
        <translation>Vor %1 fehlt der Name des Tenants.</translation>
    </message>
    <message>
        <source>%1 is a site of Netskope itself, not a tenant.</source>
        <translation>%1 ist eine Website von Netskope selbst, kein Tenant.</translation>
    </message>
    <message>
        <source>%1 is not a tenant: &quot;%2&quot; belongs in front of an address.</source>
        <translation>%1 ist kein Tenant: „%2“ gehört vor eine Adresse.</translation>
    </message>
    <message>
        <source>%1 looks like one of Netskope&apos;s hosts but is not one.</source>
        <translation>%1 sieht wie ein Host von Netskope aus, ist aber keiner.</translation>
    </message>
    <message>
        <source>%1 is a domain, not the host of a tenant.</source>
        <translation>%1 ist eine Domain, nicht der Host eines Tenants.</translation>
    </message>
    <message>
        <source>The address has a blank or line break inside.</source>
        <translation>Die Adresse enthält ein Leerzeichen oder einen Zeilenumbruch.</translation>
    </message>
    <message>
        <source>Slipway does not speak &quot;%1&quot;.</source>
        <translation>Slipway spricht „%1“ nicht.</translation>
    </message>
    <message>
        <source>The address does not begin with https:// or with the host.</source>
        <translation>Die Adresse beginnt weder mit https:// noch mit dem Host.</translation>
    </message>
    <message>
        <source>Use https.</source>
        <translation>Verwenden Sie https.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; belongs in front of an address but is not one itself; after it, &quot;://&quot; is expected, once.</source>
        <translation>„%1“ gehört vor eine Adresse, ist aber selbst keine; danach wird „://“ erwartet, einmal.</translation>
    </message>
    <message>
        <source>There is no host in front of the path.</source>
        <translation>Vor dem Pfad fehlt ein Host.</translation>
    </message>
    <message>
        <source>The address contains a user name or password.</source>
        <translation>Die Adresse enthält einen Benutzernamen oder ein Passwort.</translation>
    </message>
    <message>
        <source>Remove everything up to the @.</source>
        <translation>Entfernen Sie alles bis zum @.</translation>
    </message>
    <message>
        <source>The address is empty.</source>
        <translation>Die Adresse ist leer.</translation>
    </message>
    <message>
        <source>Only the host counts; what follows it was dropped.</source>
        <translation>Nur der Host zählt; was danach kommt, wurde weggelassen.</translation>
    </message>
    <message>
        <source>The host name has two dots in a row, or begins with one.</source>
        <translation>Der Hostname hat zwei Punkte hintereinander oder beginnt mit einem.</translation>
    </message>
    <message>
        <source>%1 is not a host name.</source>
        <translation>%1 ist kein Hostname.</translation>
    </message>
    <message>
        <source>0 is not a port.</source>
        <translation>0 ist kein Port.</translation>
    </message>
    <message>
        <source>%1 is a number, not a tenant&apos;s name.</source>
        <translation>%1 ist eine Zahl, kein Name eines Tenants.</translation>
    </message>
    <message>
        <source>Use the tenant&apos;s host name; its certificate is issued for that.</source>
        <translation>Verwenden Sie den Hostnamen des Tenants; sein Zertifikat ist darauf ausgestellt.</translation>
    </message>
    <message>
        <source>%1 is this computer, so the requests go to a program here, such as Slipway&apos;s demo tenant, and not to Netskope.</source>
        <translation>%1 ist dieser Computer; die Anfragen gehen also an ein Programm hier, etwa den Demo-Tenant von Slipway, und nicht an Netskope.</translation>
    </message>
    <message>
        <source>Changed to https: a token never travels in plain text.</source>
        <translation>In https geändert: Ein Token reist nie im Klartext.</translation>
    </message>
    <message>
        <source>This looks like a token, not like an address.</source>
        <translation>Das sieht nach einem Token aus, nicht nach einer Adresse.</translation>
    </message>
    <message>
        <source>Paste it into the token field.</source>
        <translation>Fügen Sie es in das Token-Feld ein.</translation>
    </message>
    <message>
        <source>%1 alone is not an address: it could be a tenant&apos;s name or part of something else.</source>
        <translation>%1 allein ist keine Adresse: Es könnte der Name eines Tenants oder ein Teil von etwas anderem sein.</translation>
    </message>
    <message>
        <source>Completed to %1.</source>
        <translation>Zu %1 ergänzt.</translation>
    </message>
    <message>
        <source>The address is too long.</source>
        <translation>Die Adresse ist zu lang.</translation>
    </message>
    <message>
        <source>%1 is not a valid part of a host name.</source>
        <translation>%1 ist kein gültiger Teil eines Hostnamens.</translation>
    </message>
    <message>
        <source>%1 is not a complete host name.</source>
        <translation>%1 ist kein vollständiger Hostname.</translation>
    </message>
    <message>
        <source>%1 is outside Netskope&apos;s own domains. Make sure that it is your tenant: the token will be sent there.</source>
        <translation>%1 liegt außerhalb der Domains von Netskope. Vergewissern Sie sich, dass es Ihr Tenant ist: Das Token wird dorthin gesendet.</translation>
    </message>
    <message>
        <source>Port %1 is unusual for a tenant.</source>
        <translation>Port %1 ist für einen Tenant ungewöhnlich.</translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation>Meinten Sie %1?</translation>
    </message>
    <message>
        <source>The address has a placeholder that was not filled in: %1.</source>
        <translation>Die Adresse enthält einen Platzhalter, der nicht ausgefüllt wurde: %1.</translation>
    </message>
    <message>
        <source>An unusual space character was dropped: %1.</source>
        <translation>Ein ungewöhnliches Leerzeichen wurde weggelassen: %1.</translation>
    </message>
    <message>
        <source>The host name contains encoded letters (xn--), which no tenant&apos;s name has.</source>
        <translation>Der Hostname enthält kodierte Buchstaben (xn--), die im Namen eines Tenants nicht vorkommen.</translation>
    </message>
</context>
<context>
    <name>TenantChanges</name>
    <message>
        <source>The former token could not be put back either, so enter it again.</source>
        <translation>Auch das frühere Token konnte nicht zurückgelegt werden, geben Sie es also erneut ein.</translation>
    </message>
    <message>
        <source>The former token could not be put back into the keychain. It is kept until Slipway ends; enter it again to store it.</source>
        <translation>Das frühere Token konnte nicht in den Schlüsselbund zurückgelegt werden. Es wird behalten, bis Slipway endet; geben Sie es erneut ein, um es zu speichern.</translation>
    </message>
</context>
<context>
    <name>TenantRepository</name>
    <message>
        <source>The tenant has no name.</source>
        <translation>Der Tenant hat keinen Namen.</translation>
    </message>
    <message>
        <source>Give it one, such as the company&apos;s.</source>
        <translation>Geben Sie ihm einen, etwa den der Firma.</translation>
    </message>
    <message>
        <source>The tenant&apos;s name is longer than 100 characters.</source>
        <translation>Der Name des Tenants ist länger als 100 Zeichen.</translation>
    </message>
    <message>
        <source>The tenant&apos;s name has a line break or control character.</source>
        <translation>Der Name des Tenants enthält einen Zeilenumbruch oder ein Steuerzeichen.</translation>
    </message>
    <message>
        <source>Give it a name of one line.</source>
        <translation>Geben Sie ihm einen Namen aus einer Zeile.</translation>
    </message>
    <message>
        <source>The tenant has no address.</source>
        <translation>Der Tenant hat keine Adresse.</translation>
    </message>
    <message>
        <source>There is already a tenant named &quot;%1&quot;.</source>
        <translation>Es gibt schon einen Tenant namens „%1“.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is no tenant &quot;%1&quot;.</source>
        <translation>Es gibt keinen Tenant „%1“.</translation>
    </message>
    <message>
        <source>See the list of tenants.</source>
        <translation>Sehen Sie in der Liste der Tenants nach.</translation>
    </message>
    <message>
        <source>The tenant &quot;%1&quot; no longer exists.</source>
        <translation>Den Tenant „%1“ gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>The tenant&apos;s name looks like a token.</source>
        <translation>Der Name des Tenants sieht aus wie ein Token.</translation>
    </message>
    <message>
        <source>Give it a name that people recognise. Names are stored and shown, tokens are not.</source>
        <translation>Geben Sie ihm einen Namen, den man erkennt. Namen werden gespeichert und angezeigt, Token nicht.</translation>
    </message>
</context>
<context>
    <name>Time</name>
    <message>
        <source>&quot;%1&quot; looks like milliseconds.</source>
        <translation>„%1“ sieht nach Millisekunden aus.</translation>
    </message>
    <message>
        <source>In epoch seconds it is %1 (%2).</source>
        <translation>In Epochensekunden ist es %1 (%2).</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a time.</source>
        <translation>„%1“ ist keine Zeit.</translation>
    </message>
    <message>
        <source>Write it as 2026-11-01T00:00:00Z, with an offset such as +02:00, or in epoch seconds.</source>
        <translation>Schreiben Sie sie als 2026-11-01T00:00:00Z, mit einem Versatz wie +02:00, oder in Epochensekunden.</translation>
    </message>
</context>
<context>
    <name>TimeWords</name>
    <message>
        <source>Write it as 2026-09-01T00:00:00Z, 2026-09-01T02:00:00+02:00, 2026-09-01 (00:00 UTC), -7d or now.</source>
        <translation>Schreiben Sie sie als 2026-09-01T00:00:00Z, 2026-09-01T02:00:00+02:00, 2026-09-01 (00:00 UTC), -7d oder now.</translation>
    </message>
    <message>
        <source>The text</source>
        <translation>Der Text</translation>
    </message>
    <message>
        <source>%1 cannot be read as a time: %2</source>
        <translation>%1 kann nicht als Zeit gelesen werden: %2</translation>
    </message>
    <message>
        <source>there is no such day.</source>
        <translation>diesen Tag gibt es nicht.</translation>
    </message>
    <message>
        <source>the day of the week does not fit the date.</source>
        <translation>der Wochentag passt nicht zum Datum.</translation>
    </message>
    <message>
        <source>there is no such time of day.</source>
        <translation>diese Uhrzeit gibt es nicht.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; does not give the offset from UTC.</source>
        <translation>„%1“ sagt nicht, wie weit die Zeit von UTC abweicht.</translation>
    </message>
    <message>
        <source>Write Z for UTC, or an offset such as +02:00.</source>
        <translation>Schreiben Sie Z für UTC, oder einen Versatz wie +02:00.</translation>
    </message>
    <message>
        <source>it does not say whether it is UTC or the time of a place.</source>
        <translation>es sagt nicht, ob es UTC oder die Zeit eines Ortes ist.</translation>
    </message>
    <message>
        <source>Add Z for UTC, or an offset such as +02:00.</source>
        <translation>Fügen Sie Z für UTC oder einen Versatz wie +02:00 hinzu.</translation>
    </message>
    <message>
        <source>Write -90m, -1h, -7d or -1d12h; m is minutes.</source>
        <translation>Schreiben Sie -90m, -1h, -7d oder -1d12h; m sind Minuten.</translation>
    </message>
    <message>
        <source>it does not say what the span is added to.</source>
        <translation>es sagt nicht, wozu die Spanne addiert wird.</translation>
    </message>
    <message>
        <source>Write now+1h, or the time itself.</source>
        <translation>Schreiben Sie now+1h, oder die Zeit selbst.</translation>
    </message>
    <message>
        <source>the unit of &quot;%1&quot; is missing or unknown.</source>
        <translation>die Einheit von „%1“ fehlt oder ist unbekannt.</translation>
    </message>
    <message>
        <source>months and years differ in length.</source>
        <translation>Monate und Jahre sind verschieden lang.</translation>
    </message>
    <message>
        <source>that is more than a hundred years.</source>
        <translation>das sind mehr als hundert Jahre.</translation>
    </message>
    <message>
        <source>it is %1 here and %2 in UTC.</source>
        <translation>hier ist es %1 und in UTC %2.</translation>
    </message>
    <message>
        <source>Write the date, such as %1 (00:00 UTC).</source>
        <translation>Schreiben Sie das Datum, etwa %1 (00:00 UTC).</translation>
    </message>
    <message>
        <source>it is a rounded number.</source>
        <translation>es ist eine gerundete Zahl.</translation>
    </message>
    <message>
        <source>Write all of its digits, such as 1788220800.</source>
        <translation>Schreiben Sie alle Ziffern, etwa 1788220800.</translation>
    </message>
    <message>
        <source>it is only a year, or a part of a date.</source>
        <translation>es ist nur ein Jahr oder ein Teil eines Datums.</translation>
    </message>
    <message>
        <source>it has too few or too many digits for a time.</source>
        <translation>es hat zu wenige oder zu viele Ziffern für eine Zeit.</translation>
    </message>
    <message>
        <source>Write a date such as 2026-09-01, or epoch seconds such as 1788220800.</source>
        <translation>Schreiben Sie ein Datum wie 2026-09-01, oder Epochensekunden wie 1788220800.</translation>
    </message>
    <message>
        <source>it could be a date with an hour, or the epoch second of %1.</source>
        <translation>es könnte ein Datum mit Stunde sein, oder die Epochensekunde von %1.</translation>
    </message>
    <message>
        <source>The time is empty.</source>
        <translation>Die Zeit ist leer.</translation>
    </message>
    <message>
        <source>the sign of its offset is missing.</source>
        <translation>das Vorzeichen des Versatzes fehlt.</translation>
    </message>
    <message>
        <source>Write + or - before the offset, such as +02:00.</source>
        <translation>Schreiben Sie + oder - vor den Versatz, etwa +02:00.</translation>
    </message>
    <message>
        <source>day and month could be exchanged.</source>
        <translation>Tag und Monat könnten vertauscht sein.</translation>
    </message>
    <message>
        <source>Begin with the year, such as 2026-09-01.</source>
        <translation>Beginnen Sie mit dem Jahr, etwa 2026-09-01.</translation>
    </message>
    <message>
        <source>the day is missing.</source>
        <translation>der Tag fehlt.</translation>
    </message>
    <message>
        <source>Write a whole date, such as 2026-09-01.</source>
        <translation>Schreiben Sie ein ganzes Datum, etwa 2026-09-01.</translation>
    </message>
    <message>
        <source>%1 is not a time.</source>
        <translation>%1 ist keine Zeit.</translation>
    </message>
    <message>
        <source>that would be %1, when there were no such events.</source>
        <translation>das wäre %1, als es solche Ereignisse nicht gab.</translation>
    </message>
</context>
<context>
    <name>TlsFacts</name>
    <message>
        <source>%1 with %2</source>
        <translation>%1 mit %2</translation>
    </message>
    <message>
        <source>Certificate %1: %2, issued by %3, valid %4 to %5, SHA-256 %6</source>
        <translation>Zertifikat %1: %2, ausgestellt von %3, gültig %4 bis %5, SHA-256 %6</translation>
    </message>
    <message>
        <source>, for %1</source>
        <translation>, für %1</translation>
    </message>
    <message>
        <source>, signed by itself</source>
        <translation>, von sich selbst signiert</translation>
    </message>
</context>
<context>
    <name>TlsStep</name>
    <message>
        <source>It was issued by %1, which inspects TLS traffic.</source>
        <translation>Es wurde von %1 ausgestellt, das TLS-Verkehr prüft.</translation>
    </message>
    <message>
        <source>It was issued by &quot;%1&quot;, which is not a public authority: most likely your company&apos;s inspection.</source>
        <translation>Es wurde von „%1“ ausgestellt, keiner öffentlichen Zertifizierungsstelle: höchstwahrscheinlich die Prüfung Ihrer Firma.</translation>
    </message>
    <message>
        <source>Ask your IT department for its CA certificate (PEM) and choose it as the CA file in the tenant&apos;s settings.</source>
        <translation>Bitten Sie Ihre IT-Abteilung um deren CA-Zertifikat (PEM) und wählen Sie es in den Einstellungen des Tenants als CA-Datei.</translation>
    </message>
    <message>
        <source>This computer has such a CA certificate in %1: choose it as the CA file in the tenant&apos;s settings.</source>
        <translation>Dieser Computer hat ein solches CA-Zertifikat in %1: Wählen Sie es in den Einstellungen des Tenants als CA-Datei.</translation>
    </message>
    <message>
        <source>Certificates were added, but not that of &quot;%1&quot;, which issued this one (%2). Ask your IT department for the CA certificate of &quot;%1&quot;.</source>
        <translation>Es wurden Zertifikate hinzugefügt, aber nicht das von „%1“, das dieses ausgestellt hat (%2). Bitten Sie Ihre IT-Abteilung um das CA-Zertifikat von „%1“.</translation>
    </message>
    <message>
        <source>Nothing was sent. The tenant&apos;s own certificates are strong: something in between, such as an old inspecting proxy, answers in its place. Its administrator must replace the certificate.</source>
        <translation>Nichts wurde gesendet. Die eigenen Zertifikate des Tenants sind stark: Etwas dazwischen, etwa ein alter prüfender Proxy, antwortet an seiner Stelle. Dessen Administrator muss das Zertifikat ersetzen.</translation>
    </message>
    <message>
        <source>Nothing was sent. Check the tenant&apos;s address and this computer&apos;s clock; if both are right, something in between answers in the tenant&apos;s place.</source>
        <translation>Nichts wurde gesendet. Prüfen Sie die Adresse des Tenants und die Uhr dieses Computers; stimmen beide, antwortet etwas dazwischen anstelle des Tenants.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted: %2.</source>
        <translation>Dem Zertifikat von %1 wird nicht vertraut: %2.</translation>
    </message>
    <message>
        <source>%1 did not finish the TLS handshake in time.</source>
        <translation>%1 hat die TLS-Aushandlung nicht rechtzeitig beendet.</translation>
    </message>
    <message>
        <source>Something in between may block TLS. Check the firewall and the proxy.</source>
        <translation>Vielleicht sperrt etwas dazwischen TLS. Prüfen Sie die Firewall und den Proxy.</translation>
    </message>
    <message>
        <source>%1 closed the connection during the TLS handshake.</source>
        <translation>%1 hat die Verbindung während der TLS-Aushandlung geschlossen.</translation>
    </message>
    <message>
        <source>A firewall or a proxy may block this host. Check the address as well.</source>
        <translation>Vielleicht sperrt eine Firewall oder ein Proxy diesen Host. Prüfen Sie auch die Adresse.</translation>
    </message>
    <message>
        <source>%1 offers outdated TLS versions only (1.1 or older).</source>
        <translation>%1 bietet nur veraltete TLS-Versionen an (1.1 oder älter).</translation>
    </message>
    <message>
        <source>Netskope speaks TLS 1.2 and 1.3: something in between, such as an old proxy, answers in its place.</source>
        <translation>Netskope spricht TLS 1.2 und 1.3: Etwas dazwischen, etwa ein alter Proxy, antwortet an seiner Stelle.</translation>
    </message>
    <message>
        <source>%1 does not speak TLS on this port.</source>
        <translation>%1 spricht auf diesem Port kein TLS.</translation>
    </message>
    <message>
        <source>A captive portal or a proxy for plain HTTP may answer. Check the address and its port.</source>
        <translation>Vielleicht antwortet eine Anmeldeseite des Netzes oder ein Proxy für unverschlüsseltes HTTP. Prüfen Sie die Adresse und ihren Port.</translation>
    </message>
    <message>
        <source>No secure connection to %1 could be made.</source>
        <translation>Zu %1 konnte keine sichere Verbindung aufgebaut werden.</translation>
    </message>
    <message>
        <source>Check whether something in between inspects or blocks TLS.</source>
        <translation>Prüfen Sie, ob etwas dazwischen TLS prüft oder sperrt.</translation>
    </message>
    <message>
        <source>The connection is inspected by %1, which this computer trusts.</source>
        <translation>Die Verbindung wird von %1 geprüft, dem dieser Computer vertraut.</translation>
    </message>
    <message>
        <source>The certificate was issued by &quot;%1&quot;, which is not a public authority but is trusted by this computer or the tenant&apos;s CA file: the connection is most likely inspected.</source>
        <translation>Das Zertifikat wurde von „%1“ ausgestellt, keiner öffentlichen Zertifizierungsstelle, der aber dieser Computer oder die CA-Datei des Tenants vertraut: Die Verbindung wird höchstwahrscheinlich geprüft.</translation>
    </message>
    <message>
        <source>That works. Whoever inspects the connection can read the token and the events; if you do not want that, ask for an exception for the tenant&apos;s address.</source>
        <translation>Das funktioniert. Wer die Verbindung prüft, kann das Token und die Ereignisse lesen; wollen Sie das nicht, bitten Sie um eine Ausnahme für die Adresse des Tenants.</translation>
    </message>
    <message>
        <source>Netskope renews it; there is nothing for you to do.</source>
        <translation>Netskope erneuert es; Sie müssen nichts tun.</translation>
    </message>
    <message numerus="yes">
        <source>The tenant&apos;s certificate expires in %n days.</source>
        <translation>
            <numerusform>Das Zertifikat des Tenants läuft in %n Tag ab.</numerusform>
            <numerusform>Das Zertifikat des Tenants läuft in %n Tagen ab.</numerusform>
        </translation>
    </message>
    <message>
        <source>The CA certificate of &quot;%1&quot; was added, but it expired on %2. Ask your IT department for its successor.</source>
        <translation>Das CA-Zertifikat von „%1“ wurde hinzugefügt, ist aber am %2 abgelaufen. Bitten Sie Ihre IT-Abteilung um das Nachfolgezertifikat.</translation>
    </message>
</context>
<context>
    <name>TokenExpiry</name>
    <message>
        <source>token has expired</source>
        <translation>Token ist abgelaufen</translation>
    </message>
    <message>
        <source>token expires today</source>
        <translation>Token läuft heute ab</translation>
    </message>
    <message>
        <source>token expires tomorrow</source>
        <translation>Token läuft morgen ab</translation>
    </message>
    <message numerus="yes">
        <source>token expires in %n days</source>
        <translation>
            <numerusform>Token läuft in %n Tag ab</numerusform>
            <numerusform>Token läuft in %n Tagen ab</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TokenFacts</name>
    <message>
        <source>The tenant&apos;s list of tokens does not have the expected form.</source>
        <translation>Die Token-Liste des Tenants hat nicht die erwartete Form.</translation>
    </message>
</context>
<context>
    <name>TokenNote</name>
    <message>
        <source>Only the token itself is used. What was pasted around it is left out.</source>
        <translation>Nur das Token selbst wird verwendet. Was darum herum mit eingefügt wurde, bleibt weg.</translation>
    </message>
</context>
<context>
    <name>TokenStore</name>
    <message>
        <source>There is no token for this tenant.</source>
        <translation>Für diesen Tenant gibt es kein Token.</translation>
    </message>
    <message>
        <source>Add it in the tenant&apos;s settings.</source>
        <translation>Fügen Sie es in den Einstellungen des Tenants hinzu.</translation>
    </message>
    <message>
        <source>This session only</source>
        <translation>Nur diese Sitzung</translation>
    </message>
</context>
<context>
    <name>UntilGranted</name>
    <message>
        <source>%1 of %2 granted.</source>
        <translation>%1 von %2 erteilt.</translation>
    </message>
    <message>
        <source>Testing %1 again in %2 s.</source>
        <translation>%1 wird in %2 s noch einmal getestet.</translation>
    </message>
    <message>
        <source>Testing %1…</source>
        <translation>%1 wird getestet …</translation>
    </message>
</context>
<context>
    <name>UploadCheck</name>
    <message>
        <source>The finished file %1 was changed.</source>
        <translation>Die fertige Datei %1 wurde geändert.</translation>
    </message>
    <message>
        <source>Cancel the job and export again.</source>
        <translation>Brechen Sie den Auftrag ab und exportieren Sie noch einmal.</translation>
    </message>
    <message>
        <source>What arrived at %1 is not what was sent.</source>
        <translation>Bei %1 kam etwas anderes an, als gesendet wurde.</translation>
    </message>
    <message>
        <source>The job will try again.</source>
        <translation>Der Auftrag versucht es erneut.</translation>
    </message>
</context>
<context>
    <name>V1Query</name>
    <message>
        <source>no reason given</source>
        <translation>kein Grund angegeben</translation>
    </message>
    <message>
        <source>The tenant refuses the API v1 token.</source>
        <translation>Der Tenant lehnt das Token von API v1 ab.</translation>
    </message>
    <message>
        <source>It may be wrong, expired or revoked, or made for API v2: the two are not interchangeable. See Settings &gt; Tools &gt; REST API v1.</source>
        <translation>Es ist vielleicht falsch, abgelaufen oder widerrufen, oder für API v2 erstellt: Die beiden sind nicht austauschbar. Siehe Settings &gt; Tools &gt; REST API v1.</translation>
    </message>
    <message>
        <source>This tenant no longer serves %1.</source>
        <translation>Dieser Tenant bietet %1 nicht mehr an.</translation>
    </message>
    <message>
        <source>Use API v2 for this tenant.</source>
        <translation>Verwenden Sie für diesen Tenant API v2.</translation>
    </message>
    <message>
        <source>The tenant reports a failure: %1</source>
        <translation>Der Tenant meldet einen Fehler: %1</translation>
    </message>
    <message>
        <source>Try again in a minute.</source>
        <translation>Versuchen Sie es in einer Minute erneut.</translation>
    </message>
</context>
<context>
    <name>Verify</name>
    <message>
        <source>Its pages contain more events than its files.</source>
        <translation>Seine Seiten haben mehr Ereignisse als seine Dateien.</translation>
    </message>
    <message>
        <source>what is inside the files</source>
        <translation>was in den Dateien steht</translation>
    </message>
    <message>
        <source>The verification was stopped.</source>
        <translation>Die Überprüfung wurde angehalten.</translation>
    </message>
    <message>
        <source>It does not match the manifest.</source>
        <translation>Es sagt nicht dasselbe wie das Manifest.</translation>
    </message>
    <message>
        <source>The manifest lists it twice.</source>
        <translation>Das Manifest führt es zweimal auf.</translation>
    </message>
    <message>
        <source>Listing is not allowed, so it was not checked whether something is left over beside the files.</source>
        <translation>Auflisten ist nicht erlaubt; ob neben den Dateien etwas übrig ist, wurde daher nicht geprüft.</translation>
    </message>
    <message>
        <source>It belongs to the job, but not to its manifest.</source>
        <translation>Es gehört zum Auftrag, aber nicht zu seinem Manifest.</translation>
    </message>
    <message numerus="yes">
        <source>It has %1 bytes instead of %2.</source>
        <translation>
            <numerusform>Es hat %1 Byte statt %2.</numerusform>
            <numerusform>Es hat %1 Bytes statt %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>The MD5 that the store reports for it is not the one in the manifest: it was changed.</source>
        <translation>Der MD5-Wert des Speichers ist nicht der des Manifests: Es wurde geändert.</translation>
    </message>
    <message>
        <source>The checksum that the store reports for it is not the MD5 in the manifest. Only a full verification, which reads the file, can tell whether it was changed.</source>
        <translation>Die Prüfsumme des Speichers ist nicht der MD5-Wert des Manifests. Ob es geändert wurde, zeigt nur eine vollständige Überprüfung, die es liest.</translation>
    </message>
    <message>
        <source>The store&apos;s checksums are not MD5, as in a bucket that encrypts with KMS: those files were compared only by their size.</source>
        <translation>Die Prüfsummen des Speichers sind kein MD5, wie bei einem Bucket, der mit KMS verschlüsselt: Diese Dateien wurden nur nach der Größe verglichen.</translation>
    </message>
    <message>
        <source>Its SHA-256 is not that of the manifest: it was changed.</source>
        <translation>Sein SHA-256-Wert ist nicht der des Manifests: Es wurde geändert.</translation>
    </message>
    <message>
        <source>Its MD5 is not the one that the manifest states.</source>
        <translation>Ihr MD5 ist nicht der, den das Manifest angibt.</translation>
    </message>
</context>
<context>
    <name>VerifySubject</name>
    <message>
        <source>No endpoint of job %1 is complete.</source>
        <translation>Kein Endpunkt von Auftrag %1 ist vollständig.</translation>
    </message>
    <message>
        <source>Only what is complete can be verified: resume the job, or wait for its end.</source>
        <translation>Nur Vollständiges kann überprüft werden: Setzen Sie den Auftrag fort, oder warten Sie auf sein Ende.</translation>
    </message>
    <message>
        <source>The job wrote to %1, not to %2.</source>
        <translation>Der Auftrag schrieb nach %1, nicht nach %2.</translation>
    </message>
    <message>
        <source>Set the destination back, or verify the manifest by its URL on the command line.</source>
        <translation>Stellen Sie das Ziel zurück, oder überprüfen Sie das Manifest auf der Befehlszeile über seine URL.</translation>
    </message>
    <message>
        <source>There is no manifest in %1.</source>
        <translation>In %1 ist kein Manifest.</translation>
    </message>
    <message>
        <source>A manifest is named JOB-manifest.json and exists once its export is complete.</source>
        <translation>Ein Manifest heißt JOB-manifest.json und entsteht, sobald sein Export vollständig ist.</translation>
    </message>
</context>
<context>
    <name>WriteOnlyBlobs</name>
    <message>
        <source>The file %1 cannot be read.</source>
        <translation>Die Datei %1 kann nicht gelesen werden.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Connector manager for Netskope tenants.</source>
        <translation>Connector-Manager für Netskope-Tenants.</translation>
    </message>
    <message>
        <source>An event file to open: NDJSON or JSON, plain or gzip.</source>
        <translation>Eine Ereignisdatei zum Öffnen: NDJSON oder JSON, unkomprimiert oder gzip.</translation>
    </message>
    <message>
        <source>Only one file can be opened.</source>
        <translation>Es kann nur eine Datei geöffnet werden.</translation>
    </message>
    <message>
        <source>Open with the demo tenant.</source>
        <translation>Mit dem Demo-Tenant öffnen.</translation>
    </message>
    <message>
        <source>light or dark (default: as set in Preferences).</source>
        <translation>light oder dark (sonst wie in den Einstellungen).</translation>
    </message>
    <message>
        <source>Slipway needs a display, and there is none. On a computer without one, slipway-cli does the same work: see &quot;slipway-cli --help&quot;.
</source>
        <translation>Slipway braucht eine Anzeige, und es gibt keine. Auf einem Computer ohne Anzeige macht slipway-cli dieselbe Arbeit: siehe „slipway-cli --help“.
</translation>
    </message>
    <message>
        <source>%1: the export is complete</source>
        <translation>%1: Der Export ist vollständig</translation>
    </message>
    <message>
        <source>%1: the export needs your attention</source>
        <translation>%1: Der Export braucht Ihre Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Events: %1. They are in %2.</source>
        <translation>Ereignisse: %1. Sie sind in %2.</translation>
    </message>
    <message>
        <source>Without a window or display: continue the exports that were running when Slipway last ended, then quit.</source>
        <translation>Ohne Fenster und Anzeige: setzt die Exporte fort, die liefen, als Slipway zuletzt beendet wurde, und beendet sich danach.</translation>
    </message>
    <message>
        <source>There is no export to continue.</source>
        <translation>Es gibt keinen Export, der fortgesetzt werden könnte.</translation>
    </message>
    <message>
        <source>Continuing %1, the export of %2.</source>
        <translation>%1, der Export von %2, wird fortgesetzt.</translation>
    </message>
    <message>
        <source>Argument %1 is not an option of slipway.</source>
        <translation>Argument %1 ist keine Option von slipway.</translation>
    </message>
    <message>
        <source>An argument is not an option of slipway.</source>
        <translation>Ein Argument ist keine Option von slipway.</translation>
    </message>
    <message>
        <source>--theme must be light or dark.</source>
        <translation>--theme muss light oder dark sein.</translation>
    </message>
    <message>
        <source>--background cannot be combined with a file to open or with the demo tenant.</source>
        <translation>--background lässt sich nicht mit einer zu öffnenden Datei oder dem Demo-Tenant kombinieren.</translation>
    </message>
    <message>
        <source>See &quot;slipway --help&quot;.</source>
        <translation>Siehe „slipway --help“.</translation>
    </message>
    <message>
        <source>Show this help.</source>
        <translation>Zeigt diese Hilfe.</translation>
    </message>
    <message>
        <source>Show the version.</source>
        <translation>Zeigt die Version.</translation>
    </message>
</context>
<context>
    <name>slipway::AccessPage</name>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Testen</translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation>Als Text &amp;kopieren</translation>
    </message>
    <message>
        <source>Ev&amp;idence…</source>
        <translation>Be&amp;lege …</translation>
    </message>
    <message>
        <source>&amp;Least privilege…</source>
        <translation>&amp;Geringste Rechte …</translation>
    </message>
    <message>
        <source>Copy as cu&amp;rl</source>
        <translation>Als cu&amp;rl kopieren</translation>
    </message>
    <message>
        <source>Previe&amp;w</source>
        <translation>&amp;Vorschau</translation>
    </message>
    <message>
        <source>Add C&amp;A file…</source>
        <translation>&amp;CA-Datei hinzufügen …</translation>
    </message>
    <message>
        <source>Also asks for what the profile does not need: each refusal appears in the tenant&apos;s audit log.</source>
        <translation>Fragt auch nach dem, was das Profil nicht benötigt: Jede Ablehnung erscheint im Auditprotokoll des Tenants.</translation>
    </message>
    <message>
        <source>Every step and request with its time, status and request id.</source>
        <translation>Jeder Schritt und jede Anfrage mit Zeit, Status und Anfrage-ID.</translation>
    </message>
    <message>
        <source>What can this token read beyond its profile?</source>
        <translation>Was kann dieses Token über sein Profil hinaus lesen?</translation>
    </message>
    <message>
        <source>The token is replaced by $NETSKOPE_API_TOKEN.</source>
        <translation>Das Token wird durch $NETSKOPE_API_TOKEN ersetzt.</translation>
    </message>
    <message>
        <source>Trust the certificate of the company&apos;s TLS inspection for this tenant.</source>
        <translation>Dem Zertifikat der TLS-Prüfung der Firma für diesen Tenant vertrauen.</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>Test all %1</source>
        <translation>Alle %1 testen</translation>
    </message>
    <message>
        <source>CA certificates</source>
        <translation>CA-Zertifikate</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)</source>
        <translation>Zertifikate (*.pem *.crt *.cer *.der *.p7b *.p7c);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle anzeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n granted endpoints are not needed.</source>
        <translation>
            <numerusform>%n erteilter Endpunkt wird nicht benötigt.</numerusform>
            <numerusform>%n erteilte Endpunkte werden nicht benötigt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n endpoints that are not needed were tested, too.</source>
        <translation>
            <numerusform>%n nicht benötigter Endpunkt wurde ebenfalls getestet.</numerusform>
            <numerusform>%n nicht benötigte Endpunkte wurden ebenfalls getestet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::AccessTable</name>
    <message>
        <source>Permissions by endpoint</source>
        <translation>Berechtigungen nach Endpunkt</translation>
    </message>
    <message>
        <source>Endpoint (tick what is needed)</source>
        <translation>Endpunkt (anhaken, was benötigt wird)</translation>
    </message>
    <message>
        <source>Endpoint (tick to test)</source>
        <translation>Endpunkt (zum Testen anhaken)</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>Benötigt</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>What it means</source>
        <translation>Was es bedeutet</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>The token may read this, and the profile does not need it.</source>
        <translation>Das Token darf das lesen, und das Profil benötigt es nicht.</translation>
    </message>
    <message>
        <source>The profile does not need this, and the token may not read it.</source>
        <translation>Das Profil benötigt das nicht, und das Token darf es nicht lesen.</translation>
    </message>
    <message>
        <source>Same as for %1</source>
        <translation>Wie bei %1</translation>
    </message>
    <message>
        <source>Oldest event</source>
        <translation>Ältestes Ereignis</translation>
    </message>
    <message>
        <source>no events</source>
        <translation>keine Ereignisse</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>Asked: %1.</source>
        <translation>Gefragt: %1.</translation>
    </message>
    <message>
        <source>The oldest event that the tenant keeps is from %1.</source>
        <translation>Das älteste Ereignis, das der Tenant aufbewahrt, ist vom %1.</translation>
    </message>
    <message>
        <source>Needed by %1</source>
        <translation>Benötigt von %1</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>Nicht benötigt</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
</context>
<context>
    <name>slipway::AccessVerdict</name>
    <message>
        <source>How to fi&amp;x…</source>
        <translation>&amp;Abhilfe …</translation>
    </message>
    <message>
        <source>Test &amp;until granted</source>
        <translation>Testen, &amp;bis erteilt</translation>
    </message>
    <message>
        <source>Changes can take up to 30 minutes to take effect. Tests once a minute, one refused endpoint at a time; each refusal appears in the tenant&apos;s audit log.</source>
        <translation>Änderungen können bis zu 30 Minuten brauchen. Testet jede Minute einen abgelehnten Endpunkt; jede Ablehnung erscheint im Auditprotokoll des Tenants.</translation>
    </message>
    <message>
        <source>Tested on %1.</source>
        <translation>Getestet am %1.</translation>
    </message>
</context>
<context>
    <name>slipway::AuditDialog</name>
    <message>
        <source>Least privilege</source>
        <translation>Geringste Rechte</translation>
    </message>
    <message>
        <source>What can this token read beyond what %1 needs? Tick what to ask for.</source>
        <translation>Was kann dieses Token über den Bedarf von %1 hinaus lesen? Haken Sie an, wonach gefragt werden soll.</translation>
    </message>
    <message>
        <source>Paths to ask for</source>
        <translation>Abzufragende Pfade</translation>
    </message>
    <message>
        <source>Path (tick to ask)</source>
        <translation>Pfad (zum Abfragen anhaken)</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Risiko</translation>
    </message>
    <message>
        <source>not asked</source>
        <translation>nicht abgefragt</translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation>Als Text &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Ask the tenant</source>
        <translation>&amp;Tenant fragen</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>An&amp;halten</translation>
    </message>
</context>
<context>
    <name>slipway::Background</name>
    <message>
        <source>&amp;Show Slipway</source>
        <translation>&amp;Slipway anzeigen</translation>
    </message>
    <message>
        <source>S&amp;top and resume later</source>
        <translation>An&amp;halten und später fortsetzen</translation>
    </message>
    <message numerus="yes">
        <source>Slipway: %n export(s) running</source>
        <translation>
            <numerusform>Slipway: %n Export läuft</numerusform>
            <numerusform>Slipway: %n Exporte laufen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::Banner</name>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>Copy the message</source>
        <translation>Meldung kopieren</translation>
    </message>
</context>
<context>
    <name>slipway::ColumnChooser</name>
    <message>
        <source>Only fields with &amp;data</source>
        <translation>Nur Felder mit &amp;Daten</translation>
    </message>
    <message>
        <source>Search fields</source>
        <translation>Felder suchen</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>&amp;Zurücksetzen</translation>
    </message>
    <message>
        <source>Show the useful columns of this type of event again</source>
        <translation>Wieder die nützlichen Spalten dieses Ereignistyps zeigen</translation>
    </message>
</context>
<context>
    <name>slipway::ColumnLayout</name>
    <message>
        <source>&amp;Usual columns</source>
        <translation>&amp;Übliche Spalten</translation>
    </message>
</context>
<context>
    <name>slipway::ComparisonView</name>
    <message>
        <source>Permissions before and after</source>
        <translation>Berechtigungen vorher und nachher</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>Benötigt</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
</context>
<context>
    <name>slipway::ConformanceView</name>
    <message>
        <source>&amp;Copy as text</source>
        <translation>Als Text &amp;kopieren</translation>
    </message>
    <message>
        <source>Progress of the conformance check</source>
        <translation>Fortschritt der Formatprüfung</translation>
    </message>
    <message>
        <source>Differences from the expected format</source>
        <translation>Abweichungen vom erwarteten Format</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Abweichung</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>What it means for the SIEM</source>
        <translation>Was es für das SIEM bedeutet</translation>
    </message>
    <message>
        <source>Double-click or Return: show an event with this difference</source>
        <translation>Doppelklick oder Eingabetaste: ein Ereignis mit dieser Abweichung zeigen</translation>
    </message>
    <message>
        <source>No events yet</source>
        <translation>Noch keine Ereignisse</translation>
    </message>
    <message>
        <source>Each event is compared with the samples that Hunters publishes for alerts, application events and audit events, V1 and V2.</source>
        <translation>Jedes Ereignis wird mit den Beispielen verglichen, die Hunters für Alarme, Anwendungsereignisse und Audit-Ereignisse von V1 und V2 veröffentlicht.</translation>
    </message>
    <message numerus="yes">
        <source>The first %1 of %2 differences are listed.</source>
        <translation>
            <numerusform>Die einzige Abweichung ist aufgeführt.</numerusform>
            <numerusform>Die ersten %1 von %2 Abweichungen sind aufgeführt.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>slipway::ConnectionChips</name>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message numerus="yes">
        <source>Connection: %n steps passed</source>
        <translation>
            <numerusform>Verbindung: %n Schritt bestanden</numerusform>
            <numerusform>Verbindung: %n Schritte bestanden</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::DesktopNotices</name>
    <message>
        <source>%1: the permissions have been granted</source>
        <translation>%1: Die Berechtigungen wurden erteilt</translation>
    </message>
    <message>
        <source>Slipway continues without its window</source>
        <translation>Slipway läuft ohne Fenster weiter</translation>
    </message>
    <message>
        <source>Slipway quits when the exports are finished. To see them, start it again.</source>
        <translation>Slipway beendet sich, wenn die Exporte fertig sind. Um sie zu sehen, starten Sie es noch einmal.</translation>
    </message>
    <message>
        <source>%1: the export is complete</source>
        <translation>%1: Der Export ist vollständig</translation>
    </message>
    <message>
        <source>Events: %1. They are in %2.</source>
        <translation>Ereignisse: %1. Sie sind in %2.</translation>
    </message>
    <message>
        <source>%1: the export needs your attention</source>
        <translation>%1: Der Export braucht Ihre Aufmerksamkeit</translation>
    </message>
</context>
<context>
    <name>slipway::DestinationDialog</name>
    <message>
        <source>&amp;Test destination</source>
        <translation>Ziel &amp;testen</translation>
    </message>
    <message>
        <source>New destination</source>
        <translation>Neues Ziel</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>%1 bearbeiten</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Prefix</source>
        <translation>Präfix</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>CA file</source>
        <translation>CA-Datei</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>SIEM drop</source>
        <translation>SIEM-Ablage</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>the system&apos;s</source>
        <translation>der des Systems</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>&amp;Kind:</source>
        <translation>&amp;Art:</translation>
    </message>
    <message>
        <source>&amp;Prefix:</source>
        <translation>Prä&amp;fix:</translation>
    </message>
    <message>
        <source>CA &amp;file:</source>
        <translation>&amp;CA-Datei:</translation>
    </message>
    <message>
        <source>Pro&amp;xy:</source>
        <translation>Pro&amp;xy:</translation>
    </message>
    <message>
        <source>Keys and passwords are stored in this computer&apos;s keychain and nowhere else.</source>
        <translation>Schlüssel und Passwörter werden im Schlüsselbund dieses Computers gespeichert und nirgends sonst.</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>&amp;Entfernen …</translation>
    </message>
    <message>
        <source>/path, or a folder in the user&apos;s home</source>
        <translation>/pfad, oder ein Ordner im Home-Verzeichnis des Benutzers</translation>
    </message>
    <message>
        <source>S&amp;top testing</source>
        <translation>&amp;Test anhalten</translation>
    </message>
    <message>
        <source>A name is needed.</source>
        <translation>Ein Name ist nötig.</translation>
    </message>
    <message>
        <source>Removing the test object… You can close this window: the object is removed anyway.</source>
        <translation>Das Testobjekt wird entfernt … Sie können dieses Fenster schließen: Es wird trotzdem entfernt.</translation>
    </message>
    <message>
        <source>Writing, reading, listing and deleting a small object…</source>
        <translation>Ein kleines Objekt wird geschrieben, gelesen, aufgelistet und gelöscht …</translation>
    </message>
    <message>
        <source>%1: done, %2 ms</source>
        <translation>%1: erledigt, %2 ms</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: stopped</source>
        <translation>%1: angehalten</translation>
    </message>
    <message>
        <source>%1: failed after %2 ms</source>
        <translation>%1: nach %2 ms fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1: not tried</source>
        <translation>%1: nicht versucht</translation>
    </message>
    <message>
        <source>The test was stopped.</source>
        <translation>Der Test wurde angehalten.</translation>
    </message>
    <message>
        <source>Remove destination</source>
        <translation>Ziel entfernen</translation>
    </message>
    <message>
        <source>Remove %1 and its credentials?</source>
        <translation>%1 und seine Zugangsdaten entfernen?</translation>
    </message>
    <message>
        <source>What is in the bucket stays there.</source>
        <translation>Was im Bucket liegt, bleibt dort.</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation>&amp;Behalten</translation>
    </message>
</context>
<context>
    <name>slipway::DestinationForm</name>
    <message>
        <source>Leave empty to keep what is stored</source>
        <translation>Leer lassen, um das Gespeicherte zu behalten</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen …</translation>
    </message>
    <message>
        <source>Browse for %1</source>
        <translation>Nach %1 suchen</translation>
    </message>
    <message>
        <source>&amp;Advanced</source>
        <translation>&amp;Erweitert</translation>
    </message>
</context>
<context>
    <name>slipway::DifferenceView</name>
    <message>
        <source>Show &amp;equal fields too</source>
        <translation>Auch &amp;gleiche Felder zeigen</translation>
    </message>
    <message>
        <source>Difference between two events</source>
        <translation>Unterschied zwischen zwei Ereignissen</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>First event</source>
        <translation>Erstes Ereignis</translation>
    </message>
    <message>
        <source>Second event</source>
        <translation>Zweites Ereignis</translation>
    </message>
    <message>
        <source>Select exactly two events in the table to see in which fields they differ.</source>
        <translation>Wählen Sie in der Tabelle genau zwei Ereignisse, um zu sehen, in welchen Feldern sie sich unterscheiden.</translation>
    </message>
    <message>
        <source>These events are too large to be compared here. Copy them as NDJSON and compare the files.</source>
        <translation>Diese Ereignisse sind zu groß, um sie hier zu vergleichen. Kopieren Sie sie als NDJSON und vergleichen Sie die Dateien.</translation>
    </message>
    <message>
        <source>The two events are equal in all fields (%1).</source>
        <translation>Die beiden Ereignisse sind in allen Feldern gleich (%1).</translation>
    </message>
    <message>
        <source>Fields that differ: %1 · Equal: %2</source>
        <translation>Verschiedene Felder: %1 · Gleiche: %2</translation>
    </message>
    <message numerus="yes">
        <source> · The first %1 are shown</source>
        <translation>
            <numerusform> · Das erste ist gezeigt</numerusform>
            <numerusform> · Die ersten %1 sind gezeigt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EndpointPicker</name>
    <message>
        <source>Endpoints</source>
        <translation>Endpunkte</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>Weniger anzeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n &amp;more</source>
        <translation>
            <numerusform>%n &amp;weiterer</numerusform>
            <numerusform>%n &amp;weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EventChoice</name>
    <message>
        <source>Open a file of events</source>
        <translation>Ereignisdatei öffnen</translation>
    </message>
    <message>
        <source>Which of these %1 files do you want to see?</source>
        <translation>Welche dieser %1 Dateien möchten Sie sehen?</translation>
    </message>
    <message>
        <source>Files of events</source>
        <translation>Ereignisdateien</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
</context>
<context>
    <name>slipway::EventDetail</name>
    <message>
        <source>&amp;Indent</source>
        <translation>E&amp;inrücken</translation>
    </message>
    <message>
        <source>Search in this event</source>
        <translation>In diesem Ereignis suchen</translation>
    </message>
    <message>
        <source>Enter or F3 finds the next match</source>
        <translation>Eingabetaste oder F3 findet den nächsten Treffer</translation>
    </message>
    <message>
        <source>Break the JSON text into lines; its values stay as they were sent</source>
        <translation>Den JSON-Text in Zeilen umbrechen; seine Werte bleiben wie gesendet</translation>
    </message>
    <message>
        <source>Fields of the selected event</source>
        <translation>Felder des gewählten Ereignisses</translation>
    </message>
    <message>
        <source>JSON of the selected event</source>
        <translation>JSON des gewählten Ereignisses</translation>
    </message>
    <message>
        <source>The selected event</source>
        <translation>Das gewählte Ereignis</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message numerus="yes">
        <source>Only the first %L1 fields are listed.</source>
        <translation>
            <numerusform>Nur das erste Feld ist aufgeführt.</numerusform>
            <numerusform>Nur die ersten %L1 Felder sind aufgeführt.</numerusform>
        </translation>
    </message>
    <message>
        <source>… The event has %1; only its start is shown. Copying the whole event copies all of it.</source>
        <translation>… Das Ereignis hat %1; nur sein Anfang ist gezeigt. Wird das ganze Ereignis kopiert, so wird alles kopiert.</translation>
    </message>
    <message>
        <source>Not in this event</source>
        <translation>Nicht in diesem Ereignis</translation>
    </message>
    <message>
        <source>Copy &amp;value</source>
        <translation>&amp;Wert kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation>&amp;Pfad kopieren</translation>
    </message>
    <message>
        <source>&amp;Only this value</source>
        <translation>&amp;Nur dieser Wert</translation>
    </message>
    <message>
        <source>&amp;Not this value</source>
        <translation>Ni&amp;cht dieser Wert</translation>
    </message>
    <message>
        <source>Copy the whole &amp;event</source>
        <translation>&amp;Ganzes Ereignis kopieren</translation>
    </message>
    <message>
        <source>Find the next match in the event</source>
        <translation>Nächsten Treffer im Ereignis suchen</translation>
    </message>
    <message>
        <source>Show the event as JSON text instead of its fields</source>
        <translation>Das Ereignis als JSON-Text statt in Feldern zeigen</translation>
    </message>
</context>
<context>
    <name>slipway::EventFile</name>
    <message>
        <source>%1 is CSV, as Netskope&apos;s Log Streaming can write it.</source>
        <translation>%1 ist CSV, wie Netskopes Log Streaming es schreiben kann.</translation>
    </message>
    <message>
        <source>Slipway shows events in JSON: have Log Streaming write JSON, or convert the file first.</source>
        <translation>Slipway zeigt Ereignisse in JSON: Lassen Sie Log Streaming JSON schreiben, oder wandeln Sie die Datei zuerst um.</translation>
    </message>
    <message numerus="yes">
        <source>The file has more than %L1 lines; only these are shown.</source>
        <translation>
            <numerusform>Die Datei hat mehr als %L1 Zeile; nur diese ist gezeigt.</numerusform>
            <numerusform>Die Datei hat mehr als %L1 Zeilen; nur diese sind gezeigt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 has more than %L2 events in one JSON document.</source>
        <translation>
            <numerusform>%1 enthält mehr als %L2 Ereignis in einem JSON-Dokument.</numerusform>
            <numerusform>%1 enthält mehr als %L2 Ereignisse in einem JSON-Dokument.</numerusform>
        </translation>
    </message>
    <message>
        <source>Write one event per line, for example with jq -c &apos;.[]&apos;: such a file may be of any size.</source>
        <translation>Schreiben Sie ein Ereignis je Zeile, zum Beispiel mit jq -c &apos;.[]&apos;: Eine solche Datei darf beliebig groß sein.</translation>
    </message>
    <message>
        <source>%1 is %2, without events in JSON.</source>
        <translation>%1 ist %2, ohne Ereignisse in JSON.</translation>
    </message>
    <message>
        <source>Choose a file of events in JSON, or convert this one first.</source>
        <translation>Wählen Sie eine Datei mit Ereignissen in JSON, oder wandeln Sie diese zuerst um.</translation>
    </message>
</context>
<context>
    <name>slipway::EventTable</name>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>&amp;Only this value</source>
        <translation>&amp;Nur dieser Wert</translation>
    </message>
    <message>
        <source>Ctrl+Return</source>
        <translation>Ctrl+Return</translation>
    </message>
    <message>
        <source>&amp;Not this value</source>
        <translation>Ni&amp;cht dieser Wert</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Return</source>
        <translation>Ctrl+Shift+Return</translation>
    </message>
    <message>
        <source>&amp;Copy events as NDJSON</source>
        <translation>Ereignisse als &amp;NDJSON kopieren</translation>
    </message>
    <message>
        <source>Copy events as C&amp;SV</source>
        <translation>Ereignisse als C&amp;SV kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation>Ctrl+Shift+C</translation>
    </message>
    <message>
        <source>Copy events as &amp;Markdown</source>
        <translation>Ereignisse als &amp;Markdown kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Alt+C</source>
        <translation>Ctrl+Alt+C</translation>
    </message>
    <message>
        <source>Copy &amp;value</source>
        <translation>&amp;Wert kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Alt+V</source>
        <translation>Ctrl+Alt+V</translation>
    </message>
    <message>
        <source>Show the &amp;difference</source>
        <translation>&amp;Unterschied zeigen</translation>
    </message>
    <message>
        <source>Ctrl+D</source>
        <translation>Ctrl+D</translation>
    </message>
    <message>
        <source>&amp;Go to row…</source>
        <translation>&amp;Gehe zu Zeile …</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Events copied: %L1.</source>
        <translation>Kopierte Ereignisse: %L1.</translation>
    </message>
    <message numerus="yes">
        <source>Only the first %L1 events were copied: more would be too much for the clipboard. Export them instead.</source>
        <translation>
            <numerusform>Nur das erste Ereignis wurde kopiert: Mehr wäre zu viel für die Zwischenablage. Exportieren Sie sie stattdessen.</numerusform>
            <numerusform>Nur die ersten %L1 Ereignisse wurden kopiert: Mehr wäre zu viel für die Zwischenablage. Exportieren Sie sie stattdessen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Go to row</source>
        <translation>Gehe zu Zeile</translation>
    </message>
    <message>
        <source>Row, from 1 to %L1:</source>
        <translation>Zeile, von 1 bis %L1:</translation>
    </message>
    <message>
        <source>&amp;Only &quot;%1&quot;</source>
        <translation>&amp;Nur „%1“</translation>
    </message>
    <message>
        <source>&amp;Not &quot;%1&quot;</source>
        <translation>Ni&amp;cht „%1“</translation>
    </message>
</context>
<context>
    <name>slipway::EventTableModel</name>
    <message>
        <source>not UTF-8</source>
        <translation>kein UTF-8</translation>
    </message>
    <message>
        <source>duplicate field</source>
        <translation>doppeltes Feld</translation>
    </message>
    <message>
        <source>not an object</source>
        <translation>kein Objekt</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>kein JSON</translation>
    </message>
    <message>
        <source>Some bytes of this event are not UTF-8; they are shown as �.</source>
        <translation>Einige Bytes dieses Ereignisses sind kein UTF-8; sie werden als � gezeigt.</translation>
    </message>
    <message>
        <source>A field occurs twice in this event. The table shows the first; programs may take the last.</source>
        <translation>Ein Feld kommt in diesem Ereignis zweimal vor. Die Tabelle zeigt das erste; Programme nehmen vielleicht das letzte.</translation>
    </message>
    <message>
        <source>This line is JSON, but not an event with fields.</source>
        <translation>Diese Zeile ist JSON, aber kein Ereignis mit Feldern.</translation>
    </message>
    <message>
        <source>This line is not JSON, or is cut off. What can be read of it is shown.</source>
        <translation>Diese Zeile ist kein JSON oder ist abgeschnitten. Gezeigt wird, was sich davon lesen lässt.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
</context>
<context>
    <name>slipway::EvidenceDialog</name>
    <message>
        <source>Evidence</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>Steps of the last check</source>
        <translation>Schritte des letzten Tests</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Request id</source>
        <translation>Anfrage-ID</translation>
    </message>
    <message>
        <source>&amp;Last check</source>
        <translation>&amp;Letzter Test</translation>
    </message>
    <message>
        <source>Every request of this session</source>
        <translation>Jede Anfrage dieser Sitzung</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>&amp;Every request of this session</source>
        <translation>&amp;Jede Anfrage dieser Sitzung</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>No requests have been made yet.</source>
        <translation>Es wurden noch keine Anfragen gestellt.</translation>
    </message>
    <message>
        <source>Select a line to see its details.</source>
        <translation>Wählen Sie eine Zeile, um Einzelheiten zu sehen.</translation>
    </message>
    <message>
        <source>Copy as c&amp;url</source>
        <translation>Als c&amp;url kopieren</translation>
    </message>
    <message>
        <source>The token is replaced by $NETSKOPE_API_TOKEN.</source>
        <translation>Das Token wird durch $NETSKOPE_API_TOKEN ersetzt.</translation>
    </message>
    <message>
        <source>Copy certi&amp;ficates (PEM)</source>
        <translation>&amp;Zertifikate kopieren (PEM)</translation>
    </message>
    <message>
        <source>&amp;Copy all lines</source>
        <translation>&amp;Alle Zeilen kopieren</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Operation</translation>
    </message>
    <message>
        <source>HTTP %1</source>
        <translation>HTTP %1</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>Technical details</source>
        <translation>Technische Einzelheiten</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Fakten</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>How to tell</source>
        <translation>Woran man es erkennt</translation>
    </message>
</context>
<context>
    <name>slipway::ExpiryWatch</name>
    <message>
        <source>The token of %1 expires today</source>
        <translation>Das Token von %1 läuft heute ab</translation>
    </message>
    <message>
        <source>The token of %1 expires tomorrow</source>
        <translation>Das Token von %1 läuft morgen ab</translation>
    </message>
    <message>
        <source>On %1, checks, exports and everything else that uses it will stop. Create a new token in the Netskope console, then choose Replace token in Slipway.</source>
        <translation>Am %1 enden damit Tests, Exporte und alles andere, was es verwendet. Erstellen Sie in der Netskope-Konsole ein neues Token und wählen Sie dann in Slipway „Token ersetzen“.</translation>
    </message>
    <message numerus="yes">
        <source>The token of %1 expires in %n days</source>
        <translation>
            <numerusform>Das Token von %1 läuft in %n Tag ab</numerusform>
            <numerusform>Das Token von %1 läuft in %n Tagen ab</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ExportOutlook</name>
    <message>
        <source>What will happen</source>
        <translation>Was geschehen wird</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>Endpunkte</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>As</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tage</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hours</source>
        <translation>
            <numerusform>%n Stunde</numerusform>
            <numerusform>%n Stunden</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, until the export starts</source>
        <translation>%1, bis zum Start des Exports</translation>
    </message>
    <message numerus="yes">
        <source>about %L1, judging by earlier exports</source>
        <translation>
            <numerusform>etwa %L1, nach früheren Exporten</numerusform>
            <numerusform>etwa %L1, nach früheren Exporten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes or more</source>
        <translation>
            <numerusform>%n Minute oder länger</numerusform>
            <numerusform>%n Minuten oder länger</numerusform>
        </translation>
    </message>
    <message>
        <source>NDJSON, compressed with gzip, with a manifest and checksums</source>
        <translation>NDJSON, mit gzip komprimiert, mit Manifest und Prüfsummen</translation>
    </message>
    <message>
        <source>NDJSON, with a manifest and checksums</source>
        <translation>NDJSON, mit Manifest und Prüfsummen</translation>
    </message>
    <message>
        <source>at most %1 a second to each endpoint, so that your SIEM keeps its share</source>
        <translation>höchstens %1 pro Sekunde an jeden Endpunkt, damit Ihr SIEM seinen Anteil behält</translation>
    </message>
</context>
<context>
    <name>slipway::ExportPage</name>
    <message>
        <source>E&amp;dit…</source>
        <translation>&amp;Bearbeiten …</translation>
    </message>
    <message>
        <source>&amp;Keep events that the tenant sends twice</source>
        <translation>Ereignisse &amp;behalten, die der Tenant zweimal sendet</translation>
    </message>
    <message>
        <source>Keep &amp;late events</source>
        <translation>&amp;Verspätete Ereignisse behalten</translation>
    </message>
    <message>
        <source>&amp;Start export</source>
        <translation>Export &amp;starten</translation>
    </message>
    <message>
        <source>Contin&amp;ue from the last export</source>
        <translation>Letzten Export fort&amp;setzen</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Writes, reads, lists and deletes a small object there.</source>
        <translation>Schreibt, liest, listet und löscht dort ein kleines Objekt.</translation>
    </message>
    <message>
        <source>Upload limit</source>
        <translation>Upload-Limit</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>Komprimierung</translation>
    </message>
    <message>
        <source>File size</source>
        <translation>Dateigröße</translation>
    </message>
    <message>
        <source>Requests a second</source>
        <translation>Anfragen pro Sekunde</translation>
    </message>
    <message>
        <source>Events from before the range that the tenant only received during the range, for example from a laptop that was offline. If this is not ticked, they are left out and counted.</source>
        <translation>Ereignisse von vor dem Zeitraum, die der Tenant erst während des Zeitraums erhielt, zum Beispiel von einem Laptop, der offline war. Ohne Haken werden sie ausgelassen und gezählt.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>gzip</source>
        <translation>gzip</translation>
    </message>
    <message>
        <source> MiB</source>
        <translation> MiB</translation>
    </message>
    <message>
        <source>only the tenant&apos;s own limit</source>
        <translation>nur das Limit des Tenants</translation>
    </message>
    <message>
        <source> MB/s</source>
        <translation> MB/s</translation>
    </message>
    <message>
        <source>no upload limit</source>
        <translation>kein Upload-Limit</translation>
    </message>
    <message>
        <source>The highest speed at which files are uploaded</source>
        <translation>Die höchste Geschwindigkeit, mit der Dateien hochgeladen werden</translation>
    </message>
    <message>
        <source>Ends when the export starts</source>
        <translation>Endet, wenn der Export startet</translation>
    </message>
    <message>
        <source>Last h&amp;our</source>
        <translation>Letzte St&amp;unde</translation>
    </message>
    <message>
        <source>Last 2&amp;4 hours</source>
        <translation>Letzte 2&amp;4 Stunden</translation>
    </message>
    <message>
        <source>Last &amp;7 days</source>
        <translation>Letzte &amp;7 Tage</translation>
    </message>
    <message>
        <source>Ne&amp;w…</source>
        <translation>N&amp;eu …</translation>
    </message>
    <message>
        <source>A bucket: S3 or S3-compatible, Azure Blob, Google Cloud Storage, SFTP</source>
        <translation>Ein Bucket: S3 oder S3-kompatibel, Azure Blob, Google Cloud Storage, SFTP</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>&amp;Durchsuchen …</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>(UTC, end not included)</source>
        <translation>(UTC, Ende nicht eingeschlossen)</translation>
    </message>
    <message>
        <source>(local time: %1, end not included)</source>
        <translation>(Ortszeit: %1, Ende nicht eingeschlossen)</translation>
    </message>
    <message>
        <source>&amp;Endpoints:</source>
        <translation>&amp;Endpunkte:</translation>
    </message>
    <message>
        <source>Time range:</source>
        <translation>Zeitraum:</translation>
    </message>
    <message>
        <source>Destination:</source>
        <translation>Ziel:</translation>
    </message>
    <message>
        <source>&amp;Compression:</source>
        <translation>&amp;Komprimierung:</translation>
    </message>
    <message>
        <source>New file ever&amp;y:</source>
        <translation>Neue Datei alle &amp;x:</translation>
    </message>
    <message>
        <source>&amp;Requests a second:</source>
        <translation>&amp;Anfragen pro Sekunde:</translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation>Was geschehen wird</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>The token of this tenant has expired.</source>
        <translation>Das Token dieses Tenants ist abgelaufen.</translation>
    </message>
    <message>
        <source>Folder on this computer</source>
        <translation>Ordner auf diesem Computer</translation>
    </message>
    <message>
        <source>S&amp;top testing</source>
        <translation>&amp;Test anhalten</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Testen</translation>
    </message>
    <message>
        <source>Tick at least one.</source>
        <translation>Haken Sie mindestens einen an.</translation>
    </message>
    <message>
        <source>Start export</source>
        <translation>Export starten</translation>
    </message>
    <message>
        <source>The same export is under way already: job %1 (%2). Start it a second time?</source>
        <translation>Derselbe Export läuft schon: Auftrag %1 (%2). Ein zweites Mal starten?</translation>
    </message>
    <message>
        <source>Start a &amp;second one</source>
        <translation>&amp;Zweiten starten</translation>
    </message>
    <message>
        <source>&amp;Do not start</source>
        <translation>&amp;Nicht starten</translation>
    </message>
    <message>
        <source>Export %1 is queued. It starts when another one is done; see Jobs below.</source>
        <translation>Export %1 ist eingereiht. Er startet, wenn ein anderer fertig ist; siehe Aufträge unten.</translation>
    </message>
    <message>
        <source>Export %1 is running in the background; see Jobs below.</source>
        <translation>Export %1 läuft im Hintergrund; siehe Aufträge unten.</translation>
    </message>
    <message>
        <source>Export %1 is complete.</source>
        <translation>Export %1 ist vollständig.</translation>
    </message>
    <message>
        <source>Export %1: %2.</source>
        <translation>Export %1: %2.</translation>
    </message>
    <message>
        <source>Removing the test object…</source>
        <translation>Das Testobjekt wird entfernt …</translation>
    </message>
    <message>
        <source>Testing %1…</source>
        <translation>%1 wird getestet …</translation>
    </message>
    <message>
        <source>Everything that the tenant has received since export %1, which ends at %2, including late events.</source>
        <translation>Alles, was der Tenant seit Export %1 erhalten hat, der am %2 endet, auch verspätete Ereignisse.</translation>
    </message>
    <message>
        <source>There is no complete export of this tenant that could be continued.</source>
        <translation>Es gibt keinen vollständigen Export dieses Tenants, der fortgesetzt werden könnte.</translation>
    </message>
    <message>
        <source>Continue from the last export</source>
        <translation>Letzten Export fortsetzen</translation>
    </message>
    <message>
        <source>Export everything that the tenant has received since export %2 (which ends at %3) to %1? Late events are included, and the options of that export are used again.</source>
        <translation>Alles, was der Tenant seit Export %2 (der am %3 endet) erhalten hat, nach %1 exportieren? Verspätete Ereignisse sind dabei, und die Optionen jenes Exports gelten wieder.</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>Als Befehl kopieren</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>The same export for slipway-cli, for instance for cron</source>
        <translation>Derselbe Export für slipway-cli, zum Beispiel für cron</translation>
    </message>
    <message>
        <source>The demo tenant stops when the window closes, so a command could not reach it.</source>
        <translation>Der Demo-Tenant endet mit dem Fenster; ein Befehl könnte ihn nicht erreichen.</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>Folders that exports went to</source>
        <translation>Ordner, in die exportiert wurde</translation>
    </message>
    <message>
        <source>O&amp;ptions</source>
        <translation>O&amp;ptionen</translation>
    </message>
    <message>
        <source>The last check, on %1, found no permission for: %2. Their events will be missing.</source>
        <translation>Die letzte Prüfung vom %1 fand keine Berechtigung für: %2. Deren Ereignisse werden fehlen.</translation>
    </message>
    <message>
        <source>compressed with gzip</source>
        <translation>mit gzip komprimiert</translation>
    </message>
    <message>
        <source>not compressed</source>
        <translation>nicht komprimiert</translation>
    </message>
    <message>
        <source>a new file every %1 MiB</source>
        <translation>alle %1 MiB eine neue Datei</translation>
    </message>
    <message>
        <source>requests a second: %1</source>
        <translation>Anfragen pro Sekunde: %1</translation>
    </message>
    <message>
        <source>events that are sent twice are kept</source>
        <translation>doppelt gesendete Ereignisse werden behalten</translation>
    </message>
    <message>
        <source>late events are kept</source>
        <translation>verspätete Ereignisse werden behalten</translation>
    </message>
    <message>
        <source>Requests side by side</source>
        <translation>Anfragen nebeneinander</translation>
    </message>
    <message>
        <source>one after another</source>
        <translation>eine nach der anderen</translation>
    </message>
    <message>
        <source>How many requests of one endpoint may be under way at the same time. If the tenant takes a long time for each page, more requests at the same time make better use of the allowed rate; nothing else changes.</source>
        <translation>Wie viele Anfragen an einen Endpunkt gleichzeitig unterwegs sein dürfen. Wenn der Tenant für jede Seite lange braucht, nutzen mehr davon die erlaubten Anfragen pro Sekunde besser; sonst ändert sich nichts.</translation>
    </message>
    <message>
        <source>Re&amp;quests side by side:</source>
        <translation>Anfragen &amp;nebeneinander:</translation>
    </message>
    <message>
        <source>requests side by side: %1</source>
        <translation>Anfragen nebeneinander: %1</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>tested</source>
        <translation>getestet</translation>
    </message>
    <message>
        <source>test failed</source>
        <translation>Test fehlgeschlagen</translation>
    </message>
    <message>
        <source>Nothing yet: first correct what is marked in the form.</source>
        <translation>Noch nichts: Korrigieren Sie zuerst, was im Formular markiert ist.</translation>
    </message>
    <message>
        <source>You can also enter a time in other formats, such as 2026-09-01T00:00:00Z, 1788220800 or -7d.</source>
        <translation>Sie können eine Zeit auch in anderen Formen eingeben, etwa 2026-09-01T00:00:00Z, 1788220800 oder -7d.</translation>
    </message>
</context>
<context>
    <name>slipway::FileView</name>
    <message>
        <source>Close the file</source>
        <translation>Datei schließen</translation>
    </message>
</context>
<context>
    <name>slipway::FilterBox</name>
    <message>
        <source>Words, or user eq &quot;a@b.c&quot; and severity neq &quot;low&quot;</source>
        <translation>Wörter, oder user eq &quot;a@b.c&quot; and severity neq &quot;low&quot;</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>Ereignisse filtern</translation>
    </message>
    <message>
        <source>&lt;p&gt;Words find events whose values contain all of them.&lt;/p&gt;&lt;p&gt;Conditions: eq, neq, gt, gte, lt, lte, like (with * and ?), in (a, b), between a and b; combined with and, or, not and parentheses. Write times as 2025-01-06T14:00:00Z.&lt;/p&gt;&lt;p&gt;Ctrl+Space shows what can come next.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Wörter finden Ereignisse, deren Werte sie alle enthalten.&lt;/p&gt;&lt;p&gt;Bedingungen: eq, neq, gt, gte, lt, lte, like (mit * und ?), in (a, b), between a and b; verknüpft mit and, or, not und Klammern. Zeiten schreiben Sie als 2025-01-06T14:00:00Z.&lt;/p&gt;&lt;p&gt;Strg+Leertaste zeigt, was als Nächstes kommen kann.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>None of these events has a field &quot;%1&quot;.</source>
        <translation>Keines dieser Ereignisse hat ein Feld „%1“.</translation>
    </message>
    <message>
        <source>The filter is not applied yet; all events are shown.</source>
        <translation>Der Filter ist noch nicht angewandt; alle Ereignisse werden angezeigt.</translation>
    </message>
    <message>
        <source>The filter is not applied yet; the rows are those for: %1</source>
        <translation>Der Filter ist noch nicht angewandt; die Zeilen gehören zu: %1</translation>
    </message>
</context>
<context>
    <name>slipway::FixDialog</name>
    <message>
        <source>How to fix</source>
        <translation>Abhilfe</translation>
    </message>
    <message>
        <source>Certain: %1</source>
        <translation>Sicher: %1</translation>
    </message>
    <message>
        <source>Likely: %1</source>
        <translation>Wahrscheinlich: %1</translation>
    </message>
    <message>
        <source>To tell them apart: %1</source>
        <translation>Zum Unterscheiden: %1</translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation>Als Nächstes: %1</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Steps with a service account</source>
        <translation>Schritte mit einem Dienstkonto</translation>
    </message>
    <message>
        <source>&amp;Service account (RBAC v3)</source>
        <translation>&amp;Dienstkonto (RBAC v3)</translation>
    </message>
    <message>
        <source>Steps with an older token</source>
        <translation>Schritte mit einem älteren Token</translation>
    </message>
    <message>
        <source>&amp;Older token</source>
        <translation>Älteres &amp;Token</translation>
    </message>
    <message>
        <source>Message to the administrator</source>
        <translation>Nachricht an den Administrator</translation>
    </message>
    <message>
        <source>&amp;Message to the administrator</source>
        <translation>&amp;Nachricht an den Administrator</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>Pfade</translation>
    </message>
    <message>
        <source>&amp;Paths:</source>
        <translation>&amp;Pfade:</translation>
    </message>
    <message>
        <source>Copy p&amp;aths</source>
        <translation>P&amp;fade kopieren</translation>
    </message>
    <message>
        <source>Copy m&amp;essage</source>
        <translation>Nach&amp;richt kopieren</translation>
    </message>
    <message>
        <source>&amp;Copy all</source>
        <translation>&amp;Alles kopieren</translation>
    </message>
</context>
<context>
    <name>slipway::FoldButton</name>
    <message>
        <source>hidden</source>
        <translation>ausgeblendet</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>eingeblendet</translation>
    </message>
</context>
<context>
    <name>slipway::HelpDialog</name>
    <message>
        <source>Documentation</source>
        <translation>Dokumentation</translation>
    </message>
    <message>
        <source>&amp;Contents</source>
        <translation>&amp;Inhalt</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;User guide</source>
        <translation>&amp;Benutzerhandbuch</translation>
    </message>
</context>
<context>
    <name>slipway::HistoryPage</name>
    <message>
        <source>Run &amp;again</source>
        <translation>No&amp;ch einmal</translation>
    </message>
    <message>
        <source>Open fol&amp;der</source>
        <translation>O&amp;rdner öffnen</translation>
    </message>
    <message>
        <source>Open &amp;manifest</source>
        <translation>&amp;Manifest öffnen</translation>
    </message>
    <message>
        <source>Copy as &amp;text</source>
        <translation>Als &amp;Text kopieren</translation>
    </message>
    <message>
        <source>Checks and exports</source>
        <translation>Tests und Exporte</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Details of the selected entry</source>
        <translation>Einzelheiten des gewählten Eintrags</translation>
    </message>
    <message>
        <source>✘ waiting for a token  </source>
        <translation>✘ wartet auf ein Token  </translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>not ready</source>
        <translation>nicht bereit</translation>
    </message>
    <message>
        <source>not conclusive</source>
        <translation>nicht eindeutig</translation>
    </message>
    <message>
        <source>Check for %1</source>
        <translation>Test für %1</translation>
    </message>
    <message>
        <source>Export: %1</source>
        <translation>Export: %1</translation>
    </message>
    <message>
        <source>Events: %1. %2</source>
        <translation>Ereignisse: %1. %2</translation>
    </message>
    <message>
        <source>Nothing yet. Every check and export of this tenant will be listed here.</source>
        <translation>Noch nichts. Hier wird jeder Test und Export dieses Tenants aufgeführt.</translation>
    </message>
    <message>
        <source>Select two checks to compare them.</source>
        <translation>Wählen Sie zwei Tests, um sie zu vergleichen.</translation>
    </message>
    <message>
        <source>Select two checks (with Ctrl) to compare them.</source>
        <translation>Wählen Sie (mit Strg) zwei Tests, um sie zu vergleichen.</translation>
    </message>
    <message>
        <source>The manifest %1 is no longer there.</source>
        <translation>Das Manifest %1 ist nicht mehr da.</translation>
    </message>
    <message>
        <source>It may have been moved with its files.</source>
        <translation>Es wurde vielleicht mit seinen Dateien verschoben.</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Export the same range to %1 again? The files of the first export are kept; the new files are named after the new job.</source>
        <translation>Denselben Zeitraum noch einmal nach %1 exportieren? Die Dateien des ersten Exports bleiben; die neuen sind nach dem neuen Auftrag benannt.</translation>
    </message>
</context>
<context>
    <name>slipway::InsightPanel</name>
    <message>
        <source>Views of the events</source>
        <translation>Ansichten der Ereignisse</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Field profile</source>
        <translation>Feldprofil</translation>
    </message>
    <message>
        <source>Conformance</source>
        <translation>Formatprüfung</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Abweichung</translation>
    </message>
</context>
<context>
    <name>slipway::JobsStrip</name>
    <message>
        <source>Show or hide the jobs (F8)</source>
        <translation>Aufträge zeigen oder verbergen (F8)</translation>
    </message>
    <message>
        <source>Jobs: %1</source>
        <translation>Aufträge: %1</translation>
    </message>
</context>
<context>
    <name>slipway::JobsView</name>
    <message>
        <source>Resume all</source>
        <translation>Alle fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Überprüfen</translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation>Auftrag abbrechen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>&amp;Quick: compares the sizes and checksums that the store knows; downloads no events</source>
        <translation>&amp;Schnell: vergleicht Größen und Prüfsummen, die der Speicher kennt; lädt keine Ereignisse</translation>
    </message>
    <message>
        <source>Export jobs</source>
        <translation>Exportaufträge</translation>
    </message>
    <message>
        <source>Ctrl+Shift+A</source>
        <translation>Ctrl+Shift+A</translation>
    </message>
    <message>
        <source>Ctrl+Shift+P</source>
        <translation>Ctrl+Shift+P</translation>
    </message>
    <message>
        <source>Ctrl+Shift+R</source>
        <translation>Ctrl+Shift+R</translation>
    </message>
    <message>
        <source>Ctrl+Shift+V</source>
        <translation>Ctrl+Shift+V</translation>
    </message>
    <message>
        <source>Ctrl+Shift+X</source>
        <translation>Ctrl+Shift+X</translation>
    </message>
    <message>
        <source>Ctrl+Shift+O</source>
        <translation>Ctrl+Shift+O</translation>
    </message>
    <message>
        <source>Ctrl+Shift+F</source>
        <translation>Ctrl+Shift+F</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Hidden: %1. Its files are kept, and it stays in the tenant&apos;s History.</source>
        <translation>Ausgeblendet: %1. Seine Dateien bleiben, und er steht weiter im Verlauf des Tenants.</translation>
    </message>
    <message>
        <source>Fetch again</source>
        <translation>Noch einmal abrufen</translation>
    </message>
    <message>
        <source>Checks the objects in the bucket against their manifest, quickly or fully.</source>
        <translation>Vergleicht die Objekte im Bucket mit ihrem Manifest, schnell oder vollständig.</translation>
    </message>
    <message>
        <source>Reads the finished files again and checks them against their manifest.</source>
        <translation>Liest die fertigen Dateien noch einmal und vergleicht sie mit ihrem Manifest.</translation>
    </message>
    <message>
        <source>&amp;Full: downloads %1 from the bucket and reads every event; stores nothing here</source>
        <translation>&amp;Vollständig: lädt %1 aus dem Bucket und liest jedes Ereignis; speichert hier nichts</translation>
    </message>
    <message>
        <source>Stop verifying</source>
        <translation>Überprüfung anhalten</translation>
    </message>
    <message>
        <source>Its files are in %1.</source>
        <translation>Seine Dateien sind in %1.</translation>
    </message>
    <message>
        <source>Cancel the export</source>
        <translation>Export abbrechen</translation>
    </message>
    <message>
        <source>Cancel the export of %1, and remove the files of the endpoints that are not finished?</source>
        <translation>Den Export von %1 abbrechen und die Dateien der unfertigen Endpunkte löschen?</translation>
    </message>
    <message>
        <source>Endpoints that are complete keep their files and manifest. If you pause the export instead, everything is kept and it can be resumed later.</source>
        <translation>Vollständige Endpunkte behalten ihre Dateien und ihr Manifest. Halten Sie den Export stattdessen an, bleibt alles erhalten, und er kann später fortgesetzt werden.</translation>
    </message>
    <message>
        <source>&amp;Cancel the export</source>
        <translation>Export &amp;abbrechen</translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>Verifying…</source>
        <translation>Wird überprüft …</translation>
    </message>
    <message>
        <source>Verifying %1: %2 %</source>
        <translation>%1 wird überprüft: %2 %</translation>
    </message>
    <message>
        <source>Events: %1, files: %2.</source>
        <translation>Ereignisse: %1, Dateien: %2.</translation>
    </message>
    <message>
        <source>Verified. %1 Nothing is missing, changed or duplicated, and the range is covered.</source>
        <translation>Überprüft. %1 Nichts fehlt, ist geändert oder doppelt, und der Zeitraum ist abgedeckt.</translation>
    </message>
    <message>
        <source>Verified quickly. %1 All files are there, with the sizes and checksums in their manifest. The events in them were not read.</source>
        <translation>Schnell überprüft. %1 Alle Dateien sind da, mit den Größen und Prüfsummen ihres Manifests. Die Ereignisse darin wurden nicht gelesen.</translation>
    </message>
    <message numerus="yes">
        <source>Verified quickly. %1 All files are there with the sizes in their manifest, but the store knows no checksum for %2 of them: only a full verification can tell whether those were changed.</source>
        <translation>
            <numerusform>Schnell überprüft. %1 Alle Dateien sind da, mit den Größen ihres Manifests, aber für %2 davon kennt der Speicher keine Prüfsumme: Ob sie geändert wurde, zeigt nur eine vollständige Überprüfung.</numerusform>
            <numerusform>Schnell überprüft. %1 Alle Dateien sind da, mit den Größen ihres Manifests, aber für %2 davon kennt der Speicher keine Prüfsumme: Ob sie geändert wurden, zeigt nur eine vollständige Überprüfung.</numerusform>
        </translation>
    </message>
    <message>
        <source>The files are not what was exported. %1</source>
        <translation>Die Dateien sind nicht das, was exportiert wurde. %1</translation>
    </message>
    <message>
        <source>The tenant of this job (%1) is not saved here.</source>
        <translation>Der Tenant dieses Auftrags (%1) ist hier nicht gespeichert.</translation>
    </message>
    <message>
        <source>Add a tenant with this address, or resume with: slipway-cli jobs resume %1 --token-stdin</source>
        <translation>Fügen Sie einen Tenant mit dieser Adresse hinzu, oder setzen Sie ihn fort mit: slipway-cli jobs resume %1 --token-stdin</translation>
    </message>
    <message numerus="yes">
        <source>%n running, %1 %</source>
        <translation>
            <numerusform>%n läuft, %1 %</numerusform>
            <numerusform>%n laufen, %1 %</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n eingereiht</numerusform>
            <numerusform>%n eingereiht</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting for you</source>
        <translation>
            <numerusform>%n wartet auf Sie</numerusform>
            <numerusform>%n warten auf Sie</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ended</source>
        <translation>
            <numerusform>%n beendet</numerusform>
            <numerusform>%n beendet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The files are not what was exported. %1 (and %n more; use Copy to get them all)</source>
        <translation>
            <numerusform>Die Dateien sind nicht das, was exportiert wurde. %1 (und %n weiteres; mit Kopieren erhalten Sie beide)</numerusform>
            <numerusform>Die Dateien sind nicht das, was exportiert wurde. %1 (und %n weitere; mit Kopieren erhalten Sie alle)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more; unfold the job to see them</source>
        <translation>
            <numerusform>und %n weiterer; klappen Sie den Auftrag auf, um ihn zu sehen</numerusform>
            <numerusform>und %n weitere; klappen Sie den Auftrag auf, um sie zu sehen</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Columns</source>
        <translation>&amp;Spalten</translation>
    </message>
    <message numerus="yes">
        <source>Resume %n jobs</source>
        <translation>
            <numerusform>%n Auftrag fortsetzen</numerusform>
            <numerusform>%n Aufträge fortsetzen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::JsonTreeModel</name>
    <message>
        <source> (again)</source>
        <translation> (noch einmal)</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>slipway::KeychainNotice</name>
    <message>
        <source>Keychain</source>
        <translation>Schlüsselbund</translation>
    </message>
</context>
<context>
    <name>slipway::MainWindow</name>
    <message>
        <source>Slipway</source>
        <translation>Slipway</translation>
    </message>
    <message>
        <source>The token expired on %1.</source>
        <translation>Das Token ist am %1 abgelaufen.</translation>
    </message>
    <message>
        <source>The token expires today.</source>
        <translation>Das Token läuft heute ab.</translation>
    </message>
    <message>
        <source>The token expires tomorrow.</source>
        <translation>Das Token läuft morgen ab.</translation>
    </message>
    <message>
        <source>Create a new one in the Netskope console and enter it here.</source>
        <translation>Erstellen Sie in der Netskope-Konsole ein neues und geben Sie es hier ein.</translation>
    </message>
    <message>
        <source>Remove tenant</source>
        <translation>Tenant entfernen</translation>
    </message>
    <message>
        <source>Remove &quot;%1&quot;, its token and its checks from this computer? Exported files stay.</source>
        <translation>„%1“, sein Token und seine Tests von diesem Computer entfernen? Exportierte Dateien bleiben.</translation>
    </message>
    <message>
        <source>Before resuming, add a tenant with the address %1 again.</source>
        <translation>Bevor Sie fortsetzen, fügen Sie wieder einen Tenant mit der Adresse %1 hinzu.</translation>
    </message>
    <message>
        <source>Try the &amp;demo tenant</source>
        <translation>&amp;Demo-Tenant ausprobieren</translation>
    </message>
    <message>
        <source>See what your Netskope token can do</source>
        <translation>Sehen, was Ihr Netskope-Token kann</translation>
    </message>
    <message>
        <source>Add a tenant to test its connection and permissions, look at real events and export them for your SIEM.</source>
        <translation>Fügen Sie einen Tenant hinzu, um Verbindung und Berechtigungen zu testen, echte Ereignisse anzusehen und sie für Ihr SIEM zu exportieren.</translation>
    </message>
    <message>
        <source>Add &amp;tenant</source>
        <translation>&amp;Tenant hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Look at a file of events…</source>
        <translation>&amp;Ereignisdatei ansehen …</translation>
    </message>
    <message>
        <source>Replace token…</source>
        <translation>Token ersetzen …</translation>
    </message>
    <message>
        <source>Screens of the tenant</source>
        <translation>Ansichten des Tenants</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>Zugriff</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message numerus="yes">
        <source>The token expires in %n days, on %1.</source>
        <translation>
            <numerusform>Das Token läuft in %n Tag ab, am %1.</numerusform>
            <numerusform>Das Token läuft in %n Tagen ab, am %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of its exports are not finished.</source>
        <translation>
            <numerusform>Einer seiner Exporte ist nicht beendet.</numerusform>
            <numerusform>%n seiner Exporte sind nicht beendet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n exports that were running when Slipway last ended have been resumed.</source>
        <translation>
            <numerusform>Der Export, der lief, als Slipway zuletzt beendet wurde, wurde fortgesetzt.</numerusform>
            <numerusform>Die %n Exporte, die liefen, als Slipway zuletzt beendet wurde, wurden fortgesetzt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Only one file or folder can be opened at a time.</source>
        <translation>Es kann immer nur eine Datei oder ein Ordner geöffnet werden.</translation>
    </message>
    <message>
        <source>Only files and folders on this computer can be opened.</source>
        <translation>Nur Dateien und Ordner auf diesem Computer können geöffnet werden.</translation>
    </message>
    <message>
        <source>Drop the folder that contains the files, and choose one.</source>
        <translation>Ziehen Sie den Ordner mit den Dateien hierher und wählen Sie eine aus.</translation>
    </message>
    <message>
        <source>Save it on this computer first.</source>
        <translation>Speichern Sie die Datei zuerst auf diesem Computer.</translation>
    </message>
    <message>
        <source>Drop to open %1</source>
        <translation>Loslassen, um %1 zu öffnen</translation>
    </message>
    <message>
        <source>Drop to choose one of %1 files of events</source>
        <translation>Loslassen, um eine von %1 Ereignisdateien auszuwählen</translation>
    </message>
</context>
<context>
    <name>slipway::NeededSwitch</name>
    <message>
        <source>Endpoints to show</source>
        <translation>Gezeigte Endpunkte</translation>
    </message>
    <message>
        <source>Show:</source>
        <translation>Zeigen:</translation>
    </message>
    <message>
        <source>nee&amp;ded %1</source>
        <translation>&amp;benötigte %1</translation>
    </message>
    <message>
        <source>all %1</source>
        <translation>alle %1</translation>
    </message>
</context>
<context>
    <name>slipway::NeedsPage</name>
    <message>
        <source>%1, export of %2 – %3</source>
        <translation>%1, Export %2 – %3</translation>
    </message>
    <message>
        <source>Nothing needs you</source>
        <translation>Kein Handlungsbedarf</translation>
    </message>
    <message>
        <source>Exports that need you, destinations that cannot be reached and tokens that have expired are listed here.</source>
        <translation>Hier erscheinen Exporte, die auf Sie warten, Ziele, die nicht erreichbar sind, und abgelaufene Token.</translation>
    </message>
    <message>
        <source>Needs you</source>
        <translation>Handlungsbedarf</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>%1 weitere</translation>
    </message>
    <message>
        <source>Replace token…</source>
        <translation>Token ersetzen …</translation>
    </message>
    <message>
        <source>Show the export</source>
        <translation>Export zeigen</translation>
    </message>
</context>
<context>
    <name>slipway::OverviewModel</name>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>not ready</source>
        <translation>nicht bereit</translation>
    </message>
    <message>
        <source>not conclusive</source>
        <translation>nicht eindeutig</translation>
    </message>
    <message>
        <source>○ not tested</source>
        <translation>○ nicht getestet</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Tenant</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Last check</source>
        <translation>Letzter Test</translation>
    </message>
    <message>
        <source>Last export</source>
        <translation>Letzter Export</translation>
    </message>
    <message>
        <source>The token is refused</source>
        <translation>Das Token wird abgelehnt</translation>
    </message>
</context>
<context>
    <name>slipway::OverviewPage</name>
    <message>
        <source>All tenants</source>
        <translation>Alle Tenants</translation>
    </message>
    <message>
        <source>Name, result or missing permission</source>
        <translation>Name, Ergebnis oder fehlende Berechtigung</translation>
    </message>
    <message>
        <source>Search in all tenants</source>
        <translation>In allen Tenants suchen</translation>
    </message>
    <message>
        <source>Tenants that are tested</source>
        <translation>Tenants, die getestet werden</translation>
    </message>
    <message>
        <source>Not tested: %1. %2</source>
        <translation>Nicht getestet: %1. %2</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Test all %1</source>
        <translation>Alle %1 &amp;testen</translation>
    </message>
    <message>
        <source>&amp;Test %1 selected</source>
        <translation>%1 gewählte &amp;testen</translation>
    </message>
    <message>
        <source>No tenant matches.</source>
        <translation>Kein Tenant passt.</translation>
    </message>
</context>
<context>
    <name>slipway::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>netskope-export in your documents</source>
        <translation>netskope-export in Ihren Dokumenten</translation>
    </message>
    <message>
        <source>Each tenant gets its own folder in it.</source>
        <translation>Jeder Tenant erhält darin einen eigenen Ordner.</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>&amp;Durchsuchen …</translation>
    </message>
    <message>
        <source>T&amp;heme:</source>
        <translation>&amp;Farbschema:</translation>
    </message>
    <message>
        <source>&amp;Exports go to:</source>
        <translation>&amp;Exporte gehen nach:</translation>
    </message>
    <message>
        <source>Export folder</source>
        <translation>Exportordner</translation>
    </message>
    <message>
        <source>Exports go to</source>
        <translation>Exporte gehen nach</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>&amp;Sprache:</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Continue without the window</source>
        <translation>Ohne Fenster weiterlaufen</translation>
    </message>
    <message>
        <source>Stop, to be resumed later</source>
        <translation>Anhalten, später fortsetzen</translation>
    </message>
    <message>
        <source>What running exports do when the window is closed</source>
        <translation>Was laufende Exporte tun, wenn das Fenster geschlossen wird</translation>
    </message>
    <message>
        <source>When &amp;closed, exports:</source>
        <translation>Beim S&amp;chließen Exporte:</translation>
    </message>
    <message>
        <source>The language changes when you restart Slipway.</source>
        <translation>Die Sprache ändert sich, wenn Sie Slipway neu starten.</translation>
    </message>
    <message>
        <source>This computer&apos;s</source>
        <translation>Die dieses Computers</translation>
    </message>
    <message>
        <source>For times in the window. Files, manifests and reports are always in UTC.</source>
        <translation>Für Zeiten im Fenster. Dateien, Manifeste und Berichte sind immer in UTC.</translation>
    </message>
    <message>
        <source>The time zone changes when you restart Slipway.</source>
        <translation>Die Zeitzone ändert sich, wenn Sie Slipway neu starten.</translation>
    </message>
    <message>
        <source>only the tenant&apos;s own limit</source>
        <translation>nur das Limit des Tenants</translation>
    </message>
    <message>
        <source>For each endpoint. This is the default; you can change it for every export.</source>
        <translation>Je Endpunkt. Jeder Export hat diese Wahl auch; dies ist sein Ausgangswert.</translation>
    </message>
    <message>
        <source>Time &amp;zone:</source>
        <translation>&amp;Zeitzone:</translation>
    </message>
    <message>
        <source>&amp;Requests a second:</source>
        <translation>&amp;Anfragen pro Sekunde:</translation>
    </message>
    <message>
        <source>Desktop no&amp;tifications</source>
        <translation>Desktop-Benach&amp;richtigungen</translation>
    </message>
    <message>
        <source>About exports that end or need you, and about granted permissions</source>
        <translation>Zu Exporten, die enden oder auf Sie warten, und zu erteilten Berechtigungen</translation>
    </message>
</context>
<context>
    <name>slipway::PreviewPage</name>
    <message>
        <source>Reload</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Show events over time above the table</source>
        <translation>Über der Tabelle Ereignisse im Zeitverlauf zeigen</translation>
    </message>
    <message>
        <source>There is not enough space for the chart; make the window taller</source>
        <translation>Für das Diagramm ist kein Platz; machen Sie das Fenster höher</translation>
    </message>
    <message>
        <source>The filter hid this event and was cleared.</source>
        <translation>Der Filter verbarg dieses Ereignis und wurde geleert.</translation>
    </message>
    <message>
        <source>Event %L1</source>
        <translation>Ereignis %L1</translation>
    </message>
    <message>
        <source>C&amp;olumns</source>
        <translation>&amp;Spalten</translation>
    </message>
    <message>
        <source>&amp;UTC</source>
        <translation>&amp;UTC</translation>
    </message>
    <message>
        <source>Ch&amp;art</source>
        <translation>&amp;Diagramm</translation>
    </message>
    <message>
        <source>The range ends before it starts. Choose a later end.</source>
        <translation>Der Zeitraum endet, bevor er beginnt. Wählen Sie ein späteres Ende.</translation>
    </message>
    <message>
        <source>Open a file of events</source>
        <translation>Ereignisdatei öffnen</translation>
    </message>
    <message>
        <source>Events (*.ndjson *.jsonl *.json *.log *.gz);;All files (*)</source>
        <translation>Ereignisse (*.ndjson *.jsonl *.json *.log *.gz);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>No event matches the filter.</source>
        <translation>Kein Ereignis passt zum Filter.</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>Die Datei ist leer.</translation>
    </message>
    <message>
        <source>There are no events.</source>
        <translation>Es gibt keine Ereignisse.</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen …</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>Open a file of events, or drop one here.</source>
        <translation>Öffnen Sie eine Ereignisdatei, oder ziehen Sie eine hierher.</translation>
    </message>
    <message>
        <source>No sample yet. Choose an endpoint and load its events, or open a file. This does not move any other consumer&apos;s position.</source>
        <translation>Noch keine Stichprobe. Wählen Sie einen Endpunkt und laden Sie seine Ereignisse, oder öffnen Sie eine Datei. Die Position anderer Verbraucher bleibt dabei unverändert.</translation>
    </message>
    <message>
        <source>Show times in UTC instead of the time zone chosen in Preferences</source>
        <translation>Zeiten in UTC statt in der Zeitzone der Einstellungen anzeigen</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>Ereignisse filtern</translation>
    </message>
    <message>
        <source>%1 of %2, %3 – %4</source>
        <translation>%1 von %2, %3 – %4</translation>
    </message>
    <message>
        <source>%1 of %2, newest %L3</source>
        <translation>%1 von %2, neueste %L3</translation>
    </message>
    <message>
        <source>%1. %2 are not loaded yet.</source>
        <translation>%1. %2 sind noch nicht geladen.</translation>
    </message>
</context>
<context>
    <name>slipway::PreviewStatus</name>
    <message>
        <source>Sorting…</source>
        <translation>Wird sortiert …</translation>
    </message>
    <message numerus="yes">
        <source>%L1 of %L2 match</source>
        <translation>
            <numerusform>%L1 von %L2 passt</numerusform>
            <numerusform>%L1 von %L2 passen</numerusform>
        </translation>
    </message>
    <message>
        <source>Events: %L1</source>
        <translation>Ereignisse: %L1</translation>
    </message>
    <message>
        <source>This file contains no events. Lines: %L1</source>
        <translation>Diese Datei enthält keine Ereignisse. Zeilen: %L1</translation>
    </message>
    <message>
        <source>Lines: %L1, and not all of them are events</source>
        <translation>Zeilen: %L1, und nicht alle davon sind Ereignisse</translation>
    </message>
    <message numerus="yes">
        <source>only the first %L1 are listed: filter to reach the others</source>
        <translation>
            <numerusform>nur das erste ist aufgeführt: Mit dem Filter erreichen Sie die anderen</numerusform>
            <numerusform>nur die ersten %L1 sind aufgeführt: Mit dem Filter erreichen Sie die anderen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source> The file has changed since it was opened. Open it again to see its current content.</source>
        <translation> Die Datei hat sich seit dem Öffnen geändert. Öffnen Sie sie noch einmal, um ihren aktuellen Inhalt zu sehen.</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen …</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
</context>
<context>
    <name>slipway::ProfileMenu</name>
    <message>
        <source>Save your own profiles, or exchange them as a file</source>
        <translation>Eigene Profile speichern oder als Datei austauschen</translation>
    </message>
    <message>
        <source>Own profiles</source>
        <translation>Eigene Profile</translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation>&amp;Speichern unter …</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>&amp;Export own profiles…</source>
        <translation>Eigene Profile &amp;exportieren …</translation>
    </message>
    <message>
        <source>&amp;Import profiles…</source>
        <translation>Profile &amp;importieren …</translation>
    </message>
    <message>
        <source>Save profile</source>
        <translation>Profil speichern</translation>
    </message>
    <message>
        <source>Name of the profile:</source>
        <translation>Name des Profils:</translation>
    </message>
    <message>
        <source>There is already a profile named &quot;%1&quot;. Replace it?</source>
        <translation>Es gibt schon ein Profil namens „%1“. Ersetzen?</translation>
    </message>
    <message>
        <source>Remove profile</source>
        <translation>Profil entfernen</translation>
    </message>
    <message>
        <source>Remove the profile &quot;%1&quot;? Tenants that use it keep its endpoints.</source>
        <translation>Das Profil „%1“ entfernen? Tenants, die es verwenden, behalten seine Endpunkte.</translation>
    </message>
    <message>
        <source>Export own profiles</source>
        <translation>Eigene Profile exportieren</translation>
    </message>
    <message>
        <source>Profiles (*.json)</source>
        <translation>Profile (*.json)</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>Import profiles</source>
        <translation>Profile importieren</translation>
    </message>
    <message>
        <source>Profiles (*.json);;All files (*)</source>
        <translation>Profile (*.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>These profiles already exist: %1. Replace them?</source>
        <translation>Diese Profile gibt es schon: %1. Ersetzen?</translation>
    </message>
    <message>
        <source>Check the folder and the free space, or choose another place.</source>
        <translation>Prüfen Sie den Ordner und den freien Platz, oder wählen Sie einen anderen Ort.</translation>
    </message>
</context>
<context>
    <name>slipway::ProfileModel</name>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>yes/no</source>
        <translation>ja/nein</translation>
    </message>
    <message>
        <source>object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>list</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>null</source>
        <translation>null</translation>
    </message>
    <message>
        <source>(absent)</source>
        <translation>(fehlt)</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>(leer)</translation>
    </message>
    <message>
        <source>(null)</source>
        <translation>(null)</translation>
    </message>
    <message>
        <source>Events in which the field is neither null nor one of the defaults that V2 fills in (&quot;&quot;, 0, false, empty lists and objects)</source>
        <translation>Ereignisse, in denen das Feld weder null ist noch einer der Vorgabewerte, die V2 einsetzt (&quot;&quot;, 0, false, leere Listen und Objekte)</translation>
    </message>
    <message>
        <source>nearly all differ</source>
        <translation>fast alle verschieden</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>Vorhanden</translation>
    </message>
    <message>
        <source>Filled</source>
        <translation>Gefüllt</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Different values</source>
        <translation>Verschiedene Werte</translation>
    </message>
    <message>
        <source>Most frequent</source>
        <translation>Am häufigsten</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Bereich</translation>
    </message>
    <message numerus="yes">
        <source>Estimated: beyond %n different values they are not counted one by one</source>
        <translation>
            <numerusform>Geschätzt: Über %n Wert hinaus wird nicht einzeln gezählt</numerusform>
            <numerusform>Geschätzt: Über %n verschiedene Werte hinaus wird nicht einzeln gezählt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ProfilePicker</name>
    <message>
        <source>&amp;Profile:</source>
        <translation>&amp;Profil:</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>A profile of your own</source>
        <translation>Ein eigenes Profil</translation>
    </message>
    <message>
        <source>Custom: tick what is needed</source>
        <translation>Eigene Auswahl: haken Sie an, was benötigt wird</translation>
    </message>
</context>
<context>
    <name>slipway::ProfileView</name>
    <message>
        <source>Only &amp;this</source>
        <translation>Nur &amp;dieser</translation>
    </message>
    <message>
        <source>Not thi&amp;s</source>
        <translation>Nicht di&amp;eser</translation>
    </message>
    <message>
        <source>Search fields</source>
        <translation>Felder suchen</translation>
    </message>
    <message>
        <source>Progress of the profile</source>
        <translation>Fortschritt des Profils</translation>
    </message>
    <message>
        <source>Field profile</source>
        <translation>Feldprofil</translation>
    </message>
    <message>
        <source>Frequent values of the field</source>
        <translation>Häufige Werte des Feldes</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Double-click or Return: only events with this value</source>
        <translation>Doppelklick oder Eingabetaste: nur Ereignisse mit diesem Wert</translation>
    </message>
    <message>
        <source>&amp;Only this value</source>
        <translation>&amp;Nur dieser Wert</translation>
    </message>
    <message>
        <source>&amp;Not this value</source>
        <translation>Ni&amp;cht dieser Wert</translation>
    </message>
    <message>
        <source>No events yet.</source>
        <translation>Noch keine Ereignisse.</translation>
    </message>
    <message>
        <source>Events: %1 · Fields: %2</source>
        <translation>Ereignisse: %1 · Felder: %2</translation>
    </message>
    <message>
        <source> · Not JSON: %1</source>
        <translation> · Kein JSON: %1</translation>
    </message>
    <message>
        <source> · There are more fields than a profile can hold; the rest is not shown</source>
        <translation> · Es gibt mehr Felder, als ein Profil fassen kann; der Rest ist nicht gezeigt</translation>
    </message>
</context>
<context>
    <name>slipway::ReplaceTokenDialog</name>
    <message>
        <source>It e&amp;xpires on</source>
        <translation>Es läuft a&amp;b am</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Testen</translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>&amp;Ersetzen</translation>
    </message>
    <message>
        <source>&amp;Keep for this session only</source>
        <translation>Nur für diese Sitzung &amp;behalten</translation>
    </message>
    <message>
        <source>Replace token: %1</source>
        <translation>Token ersetzen: %1</translation>
    </message>
    <message>
        <source>Paste the new REST API %1 token</source>
        <translation>Fügen Sie das neue Token von REST API %1 ein</translation>
    </message>
    <message>
        <source>New token</source>
        <translation>Neues Token</translation>
    </message>
    <message>
        <source>Expiry date of the new token</source>
        <translation>Ablaufdatum des neuen Tokens</translation>
    </message>
    <message>
        <source>&amp;New token:</source>
        <translation>&amp;Neues Token:</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The new token is tested before it replaces the old one. The tenant, its history and its jobs are kept.</source>
        <translation>Das neue Token wird getestet, bevor es das alte ersetzt. Der Tenant, sein Verlauf und seine Aufträge bleiben erhalten.</translation>
    </message>
    <message>
        <source>&amp;Replace anyway</source>
        <translation>&amp;Trotzdem ersetzen</translation>
    </message>
    <message>
        <source>&amp;Test again</source>
        <translation>&amp;Erneut testen</translation>
    </message>
    <message>
        <source>Testing the new token…</source>
        <translation>Das neue Token wird getestet …</translation>
    </message>
    <message>
        <source>Testing the stored token…</source>
        <translation>Das gespeicherte Token wird getestet …</translation>
    </message>
    <message>
        <source>The new token: %1</source>
        <translation>Das neue Token: %1</translation>
    </message>
    <message>
        <source>Old token</source>
        <translation>Altes Token</translation>
    </message>
</context>
<context>
    <name>slipway::ReportDialog</name>
    <message>
        <source>Include sample e&amp;vents and their conformance</source>
        <translation>Mit &amp;Beispielereignissen und ihrer Formatprüfung</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>Save report: %1</source>
        <translation>Bericht speichern: %1</translation>
    </message>
    <message>
        <source>Use the one from %1</source>
        <translation>Den Test vom %1 verwenden</translation>
    </message>
    <message>
        <source>Test again now</source>
        <translation>Jetzt noch einmal testen</translation>
    </message>
    <message>
        <source>PDF, A4</source>
        <translation>PDF, A4</translation>
    </message>
    <message>
        <source>PDF, Letter</source>
        <translation>PDF, Letter</translation>
    </message>
    <message>
        <source>HTML</source>
        <translation>HTML</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Mask user names, devices and their addresses</source>
        <translation>Benutzernamen, Geräte und ihre Adressen unkenntlich machen</translation>
    </message>
    <message>
        <source>Replace them with names used only in this report</source>
        <translation>Sie durch Namen ersetzen, die nur in diesem Bericht gelten</translation>
    </message>
    <message>
        <source>Show them as sent</source>
        <translation>Sie wie gesendet zeigen</translation>
    </message>
    <message>
        <source>The useful ones</source>
        <translation>Die nützlichen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>These:</source>
        <translation>Diese:</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>People in the events</source>
        <translation>Personen in den Ereignissen</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>Names of fields</source>
        <translation>Namen von Feldern</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>&amp;Durchsuchen …</translation>
    </message>
    <message>
        <source>&amp;Check:</source>
        <translation>&amp;Test:</translation>
    </message>
    <message>
        <source>For&amp;mat:</source>
        <translation>F&amp;ormat:</translation>
    </message>
    <message>
        <source>&amp;People in events:</source>
        <translation>&amp;Personen in Ereignissen:</translation>
    </message>
    <message>
        <source>Ev&amp;ent fields:</source>
        <translation>E&amp;reignisfelder:</translation>
    </message>
    <message>
        <source>F&amp;ile:</source>
        <translation>&amp;Datei:</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>No field is named.</source>
        <translation>Es ist kein Feld genannt.</translation>
    </message>
    <message>
        <source>Name some, or choose the useful ones.</source>
        <translation>Nennen Sie welche, oder wählen Sie die nützlichen.</translation>
    </message>
    <message>
        <source>The report needs a file name.</source>
        <translation>Der Bericht braucht einen Dateinamen.</translation>
    </message>
    <message>
        <source>Replace the file %1?</source>
        <translation>Die Datei %1 ersetzen?</translation>
    </message>
    <message>
        <source>The report was saved: %1</source>
        <translation>Der Bericht wurde gespeichert: %1</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>slipway::ResultPane</name>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>Nachricht kopieren</translation>
    </message>
    <message>
        <source>How to fix</source>
        <translation>Abhilfe</translation>
    </message>
    <message>
        <source>Select an endpoint to see what its result means and how to fix it.</source>
        <translation>Wählen Sie einen Endpunkt, um zu sehen, was sein Ergebnis bedeutet und was Abhilfe schafft.</translation>
    </message>
    <message>
        <source>The path that the token must be able to read</source>
        <translation>Der Pfad, den das Token lesen dürfen muss</translation>
    </message>
    <message>
        <source>A message to your Netskope administrator</source>
        <translation>Eine Nachricht an Ihren Netskope-Administrator</translation>
    </message>
    <message>
        <source>What it means</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>With a service account (RBAC v3):</source>
        <translation>Mit einem Dienstkonto (RBAC v3):</translation>
    </message>
    <message>
        <source>With an older token:</source>
        <translation>Mit einem älteren Token:</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>Pfade</translation>
    </message>
    <message>
        <source>Message to your Netskope administrator</source>
        <translation>Nachricht an Ihren Netskope-Administrator</translation>
    </message>
    <message>
        <source>About the whole check</source>
        <translation>Zum ganzen Test</translation>
    </message>
    <message>
        <source>More than needed</source>
        <translation>Mehr als benötigt</translation>
    </message>
    <message>
        <source> (write)</source>
        <translation> (Schreiben)</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>HTTP %1</source>
        <translation>HTTP %1</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>request id %1</source>
        <translation>Anfrage-ID %1</translation>
    </message>
</context>
<context>
    <name>slipway::RoutedSocket</name>
    <message>
        <source>No proxy named %1 was found.</source>
        <translation>Es wurde kein Proxy namens %1 gefunden.</translation>
    </message>
    <message>
        <source>The proxy %1 cannot be reached.</source>
        <translation>Der Proxy %1 ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address.</source>
        <translation>Prüfen Sie die Adresse des Proxys.</translation>
    </message>
    <message>
        <source>The proxy %1 asks for a Kerberos ticket, but your realm did not issue one in time.</source>
        <translation>Der Proxy %1 verlangt ein Kerberos-Ticket, aber Ihr Realm hat nicht rechtzeitig eines ausgestellt.</translation>
    </message>
    <message>
        <source>Check the network and /etc/krb5.conf.</source>
        <translation>Prüfen Sie das Netzwerk und /etc/krb5.conf.</translation>
    </message>
</context>
<context>
    <name>slipway::SampleLoader</name>
    <message>
        <source>%L1 so far, back to %2 %3</source>
        <translation>Bisher %L1, zurück bis %2 %3</translation>
    </message>
    <message>
        <source>d MMM, HH:mm</source>
        <translation>d. MMM, HH:mm</translation>
    </message>
</context>
<context>
    <name>slipway::SingleInstance</name>
    <message>
        <source>Slipway is already open, but its window does not respond.</source>
        <translation>Slipway ist schon geöffnet, aber sein Fenster reagiert nicht.</translation>
    </message>
    <message>
        <source>Wait until it responds, or end it, then start Slipway again.</source>
        <translation>Warten Sie, bis es reagiert, oder beenden Sie es, und starten Sie Slipway dann erneut.</translation>
    </message>
</context>
<context>
    <name>slipway::SourceBar</name>
    <message>
        <source>&amp;Load</source>
        <translation>&amp;Laden</translation>
    </message>
    <message>
        <source>O&amp;pen file…</source>
        <translation>Datei ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Follo&amp;w</source>
        <translation>Fol&amp;gen</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Newest %L1</source>
        <translation>Neueste %L1</translation>
    </message>
    <message>
        <source>Time range</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>How many events</source>
        <translation>Wie viele Ereignisse</translation>
    </message>
    <message>
        <source>Read events through Slipway&apos;s own index; no other consumer&apos;s position is moved</source>
        <translation>Ereignisse über einen eigenen Index von Slipway lesen; die Position anderer Verbraucher bleibt unverändert</translation>
    </message>
    <message>
        <source>Look at a local file: NDJSON or JSON, plain or gzip</source>
        <translation>Eine lokale Datei ansehen: NDJSON oder JSON, unkomprimiert oder gzip</translation>
    </message>
    <message>
        <source>Read the file again whenever it grows or is replaced, and stay at its end</source>
        <translation>Die Datei neu lesen, sobald sie wächst oder ersetzt wird, und an ihrem Ende bleiben</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>Start of the range</source>
        <translation>Beginn des Zeitraums</translation>
    </message>
    <message>
        <source>End of the range</source>
        <translation>Ende des Zeitraums</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
</context>
<context>
    <name>slipway::SupportDialog</name>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Speichern …</translation>
    </message>
    <message>
        <source>Support bundle</source>
        <translation>Support-Paket</translation>
    </message>
    <message>
        <source>For the person who helps you: versions, settings, tenants, checks, requests, jobs and the log. It contains no events and no secrets: before it is saved, it is searched for every token that Slipway knows.</source>
        <translation>Für die Person, die Ihnen hilft: Versionen, Einstellungen, Tenants, Tests, Anfragen, Aufträge und das Protokoll. Es enthält keine Ereignisse und keine Geheimnisse: Vor dem Speichern wird es nach jedem Token durchsucht, das Slipway kennt.</translation>
    </message>
    <message>
        <source>Files of the bundle</source>
        <translation>Dateien des Pakets</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Die Datei</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>These tokens could not be read, so the bundle is not searched for them: %1</source>
        <translation>Diese Token konnten nicht gelesen werden, das Paket wird also nicht danach durchsucht: %1</translation>
    </message>
    <message>
        <source>Save support bundle</source>
        <translation>Support-Paket speichern</translation>
    </message>
    <message>
        <source>Archives (*.zip *.tar.gz)</source>
        <translation>Archive (*.zip *.tar.gz)</translation>
    </message>
    <message>
        <source>The support bundle was saved: %1</source>
        <translation>Das Support-Paket wurde gespeichert: %1</translation>
    </message>
</context>
<context>
    <name>slipway::TenantDialog</name>
    <message>
        <source>Token e&amp;xpires on</source>
        <translation>Token läuft a&amp;b am</translation>
    </message>
    <message>
        <source>Test &amp;before saving</source>
        <translation>&amp;Vor dem Speichern testen</translation>
    </message>
    <message>
        <source>T&amp;est</source>
        <translation>T&amp;esten</translation>
    </message>
    <message>
        <source>&amp;Keep for this session only</source>
        <translation>Nur für diese Sitzung &amp;behalten</translation>
    </message>
    <message>
        <source>Add tenant</source>
        <translation>Tenant hinzufügen</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>%1 bearbeiten</translation>
    </message>
    <message>
        <source>Acme</source>
        <translation>Acme</translation>
    </message>
    <message>
        <source>REST API v2</source>
        <translation>REST API v2</translation>
    </message>
    <message>
        <source>REST API v1 (retired in 2024)</source>
        <translation>REST API v1 (2024 eingestellt)</translation>
    </message>
    <message>
        <source>the system&apos;s</source>
        <translation>der des Systems</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Token expiry date</source>
        <translation>Ablaufdatum des Tokens</translation>
    </message>
    <message>
        <source>B&amp;rowse…</source>
        <translation>D&amp;urchsuchen …</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>&amp;Adresse:</translation>
    </message>
    <message>
        <source>&amp;Token:</source>
        <translation>&amp;Token:</translation>
    </message>
    <message>
        <source>&amp;Proxy:</source>
        <translation>Pro&amp;xy:</translation>
    </message>
    <message>
        <source>&amp;CA file:</source>
        <translation>&amp;CA-Datei:</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>API version</source>
        <translation>API-Version</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>CA file</source>
        <translation>CA-Datei</translation>
    </message>
    <message>
        <source>The token is stored in this computer&apos;s keychain and nowhere else.</source>
        <translation>Das Token wird im Schlüsselbund dieses Computers gespeichert und nirgends sonst.</translation>
    </message>
    <message>
        <source>CA certificates</source>
        <translation>CA-Zertifikate</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)</source>
        <translation>Zertifikate (*.pem *.crt *.cer *.der *.p7b *.p7c);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Leave empty to keep the stored token</source>
        <translation>Leer lassen, um das gespeicherte Token zu behalten</translation>
    </message>
    <message>
        <source>Paste the REST API %1 token</source>
        <translation>Fügen Sie das Token von REST API %1 ein</translation>
    </message>
    <message>
        <source>The stored token will be sent to %1 instead of %2: right away if you press Test, and for everything done with this tenant once it is saved.</source>
        <translation>Das gespeicherte Token wird an %1 statt an %2 gesendet: sofort, wenn Sie auf Testen drücken, und nach dem Speichern bei allem, was mit diesem Tenant gemacht wird.</translation>
    </message>
    <message>
        <source>A name, an address and a token are needed.</source>
        <translation>Ein Name, eine Adresse und ein Token sind nötig.</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Wird getestet …</translation>
    </message>
    <message>
        <source>Save anyway</source>
        <translation>Trotzdem speichern</translation>
    </message>
    <message>
        <source>Test and save</source>
        <translation>Testen und speichern</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>T&amp;est again</source>
        <translation>&amp;Erneut testen</translation>
    </message>
    <message>
        <source>Testing the connection and the permissions at %1…</source>
        <translation>Verbindung und Berechtigungen bei %1 werden getestet …</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Ad&amp;vanced</source>
        <translation>Er&amp;weitert</translation>
    </message>
    <message>
        <source>Pa&amp;ste</source>
        <translation>Ein&amp;fügen</translation>
    </message>
    <message>
        <source>Show the token while the button is held down</source>
        <translation>Das Token zeigen, solange der Knopf gedrückt ist</translation>
    </message>
    <message>
        <source>AP&amp;I:</source>
        <translation>AP&amp;I:</translation>
    </message>
    <message>
        <source>What the browser shows while you are signed in to the Netskope console, such as acme.goskope.com or acme.eu.goskope.com.</source>
        <translation>Was der Browser anzeigt, während Sie an der Netskope-Konsole angemeldet sind, zum Beispiel acme.goskope.com oder acme.eu.goskope.com.</translation>
    </message>
</context>
<context>
    <name>slipway::TenantHeader</name>
    <message>
        <source>Edit or remove this tenant, or replace its token</source>
        <translation>Diesen Tenant bearbeiten oder entfernen, oder sein Token ersetzen</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>not ready</source>
        <translation>nicht bereit</translation>
    </message>
    <message>
        <source>not conclusive</source>
        <translation>nicht eindeutig</translation>
    </message>
    <message>
        <source>API %1</source>
        <translation>API %1</translation>
    </message>
    <message>
        <source>last test %1</source>
        <translation>letzter Test %1</translation>
    </message>
    <message>
        <source>never tested</source>
        <translation>nie getestet</translation>
    </message>
    <message numerus="yes">
        <source>%n missing</source>
        <translation>
            <numerusform>%n fehlt</numerusform>
            <numerusform>%n fehlen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::TenantSidebar</name>
    <message>
        <source>Find a tenant</source>
        <translation>Tenant suchen</translation>
    </message>
    <message>
        <source>Add a tenant (Ctrl+N)</source>
        <translation>Tenant hinzufügen (Strg+N)</translation>
    </message>
    <message>
        <source>Tenants</source>
        <translation>Tenants</translation>
    </message>
    <message>
        <source>What all tenants can read, side by side (Ctrl+0)</source>
        <translation>Was alle Tenants lesen können, nebeneinander (Strg+0)</translation>
    </message>
    <message>
        <source>
Being tested until its permissions are granted</source>
        <translation>
Wird getestet, bis seine Berechtigungen erteilt sind</translation>
    </message>
    <message>
        <source> (not tested yet)</source>
        <translation> (noch nicht getestet)</translation>
    </message>
    <message>
        <source>All tenants  %1</source>
        <translation>Alle Tenants  %1</translation>
    </message>
    <message>
        <source>No tenant matches.</source>
        <translation>Kein Tenant passt.</translation>
    </message>
    <message>
        <source>What waits for you: exports, destinations and tokens (Ctrl+9)</source>
        <translation>Was auf Sie wartet: Exporte, Ziele und Token (Strg+9)</translation>
    </message>
    <message>
        <source>Needs you  %1</source>
        <translation>Handlungsbedarf  %1</translation>
    </message>
    <message>
        <source>Needs you</source>
        <translation>Handlungsbedarf</translation>
    </message>
    <message>
        <source>token expired</source>
        <translation>Token abgelaufen</translation>
    </message>
    <message numerus="yes">
        <source>%n d left</source>
        <translation>
            <numerusform>noch %n T.</numerusform>
            <numerusform>noch %n T.</numerusform>
        </translation>
    </message>
    <message>
        <source>Your tenants will be listed here, each with what its token can do.</source>
        <translation>Hier stehen Ihre Tenants, jeweils mit dem, was ihr Token darf.</translation>
    </message>
    <message>
        <source>Add tenant…</source>
        <translation>Tenant hinzufügen …</translation>
    </message>
</context>
<context>
    <name>slipway::TimeChart</name>
    <message>
        <source>Events over time</source>
        <translation>Ereignisse im Zeitverlauf</translation>
    </message>
    <message>
        <source>Drag to show only a range of time. With the keyboard: arrow keys, Shift and arrow keys, Return; Escape clears the range.</source>
        <translation>Ziehen Sie, um nur einen Zeitraum zu zeigen. Mit der Tastatur: Pfeiltasten, Umschalt und Pfeiltasten, Eingabetaste; Esc hebt den Zeitraum auf.</translation>
    </message>
    <message>
        <source>Selected: %1 to %2</source>
        <translation>Gewählt: %1 bis %2</translation>
    </message>
    <message>
        <source>d MMM HH:mm</source>
        <translation>d. MMM HH:mm</translation>
    </message>
    <message>
        <source>MMM yyyy</source>
        <translation>MMM yyyy</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d. MMM</translation>
    </message>
</context>
<context>
    <name>slipway::TokenGuide</name>
    <message>
        <source>Where do I get a token?</source>
        <translation>Woher bekomme ich ein Token?</translation>
    </message>
    <message>
        <source>Service account (RBAC v3)</source>
        <translation>Dienstkonto (RBAC v3)</translation>
    </message>
    <message>
        <source>1. Sign in as Tenant Admin and open Settings &gt; Administration &gt; Administrators &amp; Roles.
2. On the Roles tab, create a role with View on the functions that include the paths below.
3. Create a service account with that role, generate its token and copy it immediately: it is shown only once.</source>
        <translation>1. Melden Sie sich als Tenant Admin an und öffnen Sie Settings &gt; Administration &gt; Administrators &amp; Roles.
2. Legen Sie auf dem Reiter Roles eine Rolle mit View für die Funktionen an, die die Pfade unten enthalten.
3. Legen Sie ein Dienstkonto mit dieser Rolle an, erzeugen Sie sein Token und kopieren Sie es sofort: Es wird nur einmal angezeigt.</translation>
    </message>
    <message>
        <source>Older token</source>
        <translation>Älteres Token</translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2, choose New Token where it is still offered, and add the paths below with Read.</source>
        <translation>Öffnen Sie Settings &gt; Tools &gt; REST API v2, wählen Sie New Token, wo es noch angeboten wird, und fügen Sie die Pfade unten mit Read hinzu.</translation>
    </message>
    <message>
        <source>%1 needs</source>
        <translation>%1 benötigt</translation>
    </message>
    <message>
        <source>Copy the pat&amp;hs</source>
        <translation>P&amp;fade kopieren</translation>
    </message>
    <message>
        <source>What you need</source>
        <translation>Was Sie brauchen</translation>
    </message>
    <message>
        <source>1. The tenant&apos;s address, as the browser shows it in the Netskope console.
2. A token that may read the paths below. A tenant administrator can create it.
3. Test and save. Slipway then says what the token may read, and how to get what is missing.</source>
        <translation>1. Die Adresse des Tenants, wie der Browser sie in der Netskope-Konsole zeigt.
2. Ein Token, das die Pfade unten lesen darf. Ein Tenant-Administrator kann es erstellen.
3. Testen und speichern. Slipway sagt dann, was das Token lesen darf und wie Sie bekommen, was fehlt.</translation>
    </message>
    <message>
        <source>The name is only for you: it is how the tenant is listed here.</source>
        <translation>Der Name ist nur für Sie: So heißt der Tenant hier in der Liste.</translation>
    </message>
    <message>
        <source>Where do I find the address?</source>
        <translation>Wo finde ich die Adresse?</translation>
    </message>
    <message>
        <source>Sign in to the Netskope console and look at the address that the browser shows. You can paste it as it is; only the name of the tenant&apos;s host is used.</source>
        <translation>Melden Sie sich an der Netskope-Konsole an und sehen Sie nach, welche Adresse der Browser zeigt. Sie können sie so einfügen, wie sie ist; verwendet wird nur der Hostname des Tenants.</translation>
    </message>
    <message>
        <source>Typical addresses</source>
        <translation>Typische Adressen</translation>
    </message>
    <message>
        <source>When does the token expire?</source>
        <translation>Wann läuft das Token ab?</translation>
    </message>
    <message>
        <source>The console shows the date beside the token when you create it, and later in the list of tokens. Slipway reminds you 30, 7 and 1 days before.</source>
        <translation>Die Konsole zeigt das Datum neben dem Token, wenn Sie es erstellen, und später in der Liste der Token. Slipway erinnert Sie 30 Tage, 7 Tage und einen Tag vorher.</translation>
    </message>
    <message>
        <source>If you do not know it, leave this unticked: if the token may read the tenant&apos;s list of tokens, the test finds the date.</source>
        <translation>Wenn Sie es nicht kennen, lassen Sie das Feld leer: Darf das Token die Liste der Token lesen, findet der Test das Datum.</translation>
    </message>
</context>
<context>
    <name>slipway::UploadQueue</name>
    <message>
        <source>%1 does not show what was sent.</source>
        <translation>%1 zeigt nicht, was gesendet wurde.</translation>
    </message>
    <message>
        <source>If the store is slow to show new objects, resume the job later.</source>
        <translation>Wenn der Speicher neue Objekte erst spät zeigt, setzen Sie den Auftrag später fort.</translation>
    </message>
    <message>
        <source>%1 does not yet show what was sent. Looking again in %2 s.</source>
        <translation>%1 zeigt noch nicht, was gesendet wurde. Neuer Blick in %2 s.</translation>
    </message>
    <message>
        <source>%1 Trying again in %2 s.</source>
        <translation>%1 Neuer Versuch in %2 s.</translation>
    </message>
    <message>
        <source>%1 Still trying.</source>
        <translation>%1 Wird weiter versucht.</translation>
    </message>
</context>
<context>
    <name>slipway::WatchedFile</name>
    <message>
        <source>%1 has grown since it was opened: there is more in it than is shown here. Reload it, or tick Follow to see what is added from now on.</source>
        <translation>%1 ist seit dem Öffnen gewachsen: Es enthält mehr, als hier gezeigt wird. Laden Sie es neu, oder haken Sie „Folgen“ an, um zu sehen, was ab jetzt hinzukommt.</translation>
    </message>
    <message>
        <source>%1 is shorter than it was when it was opened. Some of what is shown is no longer in it.</source>
        <translation>%1 ist kürzer als beim Öffnen. Einiges des Gezeigten ist nicht mehr darin.</translation>
    </message>
    <message>
        <source>%1 has been written to since it was opened. What is shown may be older than the file.</source>
        <translation>In %1 wurde seit dem Öffnen geschrieben. Das Gezeigte ist vielleicht älter als die Datei.</translation>
    </message>
    <message>
        <source>There is now another file named %1. What is shown is the file that was opened.</source>
        <translation>Es gibt jetzt eine andere Datei namens %1. Gezeigt wird die Datei, die geöffnet wurde.</translation>
    </message>
    <message>
        <source>%1 was removed or renamed. What is shown is the file that was opened.</source>
        <translation>%1 wurde entfernt oder umbenannt. Gezeigt wird die Datei, die geöffnet wurde.</translation>
    </message>
</context>
<context>
    <name>slipway::WindowActions</name>
    <message>
        <source>&amp;Add tenant…</source>
        <translation>Tenant &amp;hinzufügen …</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Testen</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>E&amp;xportieren …</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>&amp;Edit tenant…</source>
        <translation>Tenant &amp;bearbeiten …</translation>
    </message>
    <message>
        <source>Re&amp;place token…</source>
        <translation>Token e&amp;rsetzen …</translation>
    </message>
    <message>
        <source>&amp;Remove tenant…</source>
        <translation>Tenant &amp;entfernen …</translation>
    </message>
    <message>
        <source>Try the &amp;demo tenant</source>
        <translation>&amp;Demo-Tenant ausprobieren</translation>
    </message>
    <message>
        <source>&amp;Save report…</source>
        <translation>Bericht &amp;speichern …</translation>
    </message>
    <message>
        <source>Ctrl+Shift+S</source>
        <translation>Ctrl+Shift+S</translation>
    </message>
    <message>
        <source>&amp;Open a file of events…</source>
        <translation>Ereignisdatei &amp;öffnen …</translation>
    </message>
    <message>
        <source>Support &amp;bundle…</source>
        <translation>Support-&amp;Paket …</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>&amp;Find a tenant</source>
        <translation>Tenant &amp;suchen</translation>
    </message>
    <message>
        <source>Ctrl+K</source>
        <translation>Ctrl+K</translation>
    </message>
    <message>
        <source>All &amp;tenants</source>
        <translation>Alle &amp;Tenants</translation>
    </message>
    <message>
        <source>Ctrl+0</source>
        <translation>Ctrl+0</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>&amp;Aufträge</translation>
    </message>
    <message>
        <source>&amp;Next pane</source>
        <translation>&amp;Nächster Bereich</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Access</source>
        <translation>&amp;Zugriff</translation>
    </message>
    <message>
        <source>&amp;Preview</source>
        <translation>&amp;Vorschau</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Export</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>Ver&amp;lauf</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Te&amp;nant</source>
        <translation>Te&amp;nant</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;About Slipway</source>
        <translation>&amp;Über Slipway</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>About Slipway</source>
        <translation>Über Slipway</translation>
    </message>
    <message>
        <source>Slipway %1
Connector manager for Netskope tenants.

Free software under the GNU General Public License, version 3 or later. It comes without any warranty. Qt %2.</source>
        <translation>Slipway %1
Connector-Manager für Netskope-Tenants.

Freie Software unter der GNU General Public License, Version 3 oder später. Ohne jede Gewährleistung. Qt %2.</translation>
    </message>
    <message>
        <source>&amp;Documentation</source>
        <translation>&amp;Dokumentation</translation>
    </message>
    <message>
        <source>Ctrl+/</source>
        <translation>Ctrl+/</translation>
    </message>
    <message>
        <source>Documentation</source>
        <translation>Dokumentation</translation>
    </message>
    <message>
        <source>The documentation was not installed with Slipway. It is in share/doc/slipway of the package, or in the folder docs of the source.</source>
        <translation>Die Dokumentation wurde nicht mit Slipway installiert. Sie ist im Paket unter share/doc/slipway und im Quelltext im Ordner docs.</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>In a list of events</source>
        <translation>In einer Liste von Ereignissen</translation>
    </message>
    <message>
        <source>In the jobs</source>
        <translation>In den Aufträgen</translation>
    </message>
    <message>
        <source>Needs &amp;you</source>
        <translation>Handlungs&amp;bedarf</translation>
    </message>
    <message>
        <source>Ctrl+9</source>
        <translation>Ctrl+9</translation>
    </message>
    <message>
        <source>Menu of the row or field</source>
        <translation>Menü der Zeile oder des Feldes</translation>
    </message>
</context>
<context>
    <name>slipway::Workspace</name>
    <message>
        <source>Demo tenant</source>
        <translation>Demo-Tenant</translation>
    </message>
</context>
</TS>
