<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ApiClient</name>
    <message>
        <source>%1 sends its answer too slowly: %2 bytes in %3 seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer from %1 was not complete after %2 seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 stopped sending in the middle of an answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If your company inspects TLS traffic, add its CA certificate to the tenant&apos;s settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not answer as an HTTP server should: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A gateway or proxy between this computer and the tenant may rewrite answers: ask its administrator. Check also that the address is that of the Netskope tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network and the proxy, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No host named %1 was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the tenant&apos;s address for typing errors, and this computer&apos;s DNS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 refuses the connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the address, and whether a firewall or proxy is in the way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No secure connection to %1 could be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer from %1 broke off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to %1 was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a reading call of API v1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token contains characters that no token has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy it again and replace it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Audit</name>
    <message>
        <source>A web page came back instead of an answer from the API.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP %1 says nothing about the permission.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the paths that were tested can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 path can be read that the profile does not need.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 paths can be read that the profile does not need.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was tested.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 unclear.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 not tested.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This hour&apos;s refusals are used up: continue after %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>testing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>can be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not on this tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unclear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least-privilege audit: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The audit was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There were nine refusals within an hour.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events that %1 does not read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a path that Slipway audits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known paths: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The audit sends up to %1 read-only requests (GET). Each appears in the tenant&apos;s audit log, and refused ones may alarm whoever watches it; Slipway stays below ten refusals an hour.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AuditPaths</name>
    <message>
        <source>API tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows every API token of the tenant with its permissions; with write access it could make new ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administrator roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows who may administer the tenant and how.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SCIM users</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gives the names and addresses of all users.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL lists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows which sites are blocked or allowed; with write access it could change them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publishers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the way into private applications.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intrusion prevention status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows which protection is switched on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supported operating systems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Harmless by itself; shows that the token reaches device functions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DNS record types</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Harmless by itself; shows that the token reaches profile functions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SCIM groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gives the groups of the directory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Private access rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows who reaches which private application.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Private applications</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the addresses of internal applications.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Custom categories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows how sites are sorted for policies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Destination profiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows destinations that policies name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Application tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows how applications are rated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alert search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searches alerts without the export interface.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Application event search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searches the activity of all users.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AzureHttp</name>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BucketSource</name>
    <message>
        <source>It is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These credentials may not read %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verifying needs permission to read and to list. How each file was checked at its upload is recorded in the manifest (&quot;verified&quot;).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection broke while %1 was being read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is known about the files: check the network, then verify again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was changed while it was being read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify again when nobody is writing there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 Trying again in %2 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The verification was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is too large (more than %1 bytes).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no manifest in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A manifest is named JOB-manifest.json and exists once its export is complete.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BuildFacts</name>
    <message>
        <source>Built with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CaFile</name>
    <message>
        <source>Choose a file with the certificate of the authority, in PEM or DER form.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convert it with: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 contains an OpenSSL TRUSTED CERTIFICATE, which has settings that Slipway does not apply.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 contains a private key and no certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A private key is not needed here and should stay secret. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 contains a request for a certificate, not a certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 contains a list of revoked certificates, not a certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 contains a public key without a certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a PKCS #7 file without a certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate in %1 is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch or export the file again; a part of it may be missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is UTF-16 text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a Java key store.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a PKCS #12 file (.p12, .pfx), which may contain a private key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a ZIP archive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack it and choose the certificate in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a web page, not a certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The download may have led to a login page. Fetch the certificate again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate in %1 is damaged: its END line is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 contains no certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file in PEM form (it begins with -----BEGIN CERTIFICATE-----) or in DER form.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PEM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DER</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PKCS #7</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSL_CERT_FILE, %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSL_CERT_FILE names %1, which cannot be used: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSL_CERT_DIR names %1, which is not a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSL_CERT_DIR, %1: 1 certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSL_CERT_DIR, %1: %2 certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 certificate (%1): %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 certificates (%2): %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; another one is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; %1 others are damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no CA file %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the path; it may have been moved or mistyped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a folder, not a CA file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a regular file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The CA file %1 cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that you may read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is too large for a file of certificates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The CA file %1 is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CA file %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Certificate</name>
    <message>
        <source>it is signed with MD5, which can be forged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its key of %1 bits is too short (2048 are needed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its key of %1 bits is too short (224 are needed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is signed with SHA-1, which can be forged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the certificate of its issuer is too weak: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this computer&apos;s OpenSSL does not accept it and gives no reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it expired on %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not valid before %1 (is this computer&apos;s clock right?)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is signed by itself, not by an authority that this computer knows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was issued for another host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was issued for another host (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its issuer is unknown to this computer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message>
        <source>The token may read this path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token may read this endpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Granted: the tenant was busy with another of Slipway&apos;s requests (409), which proves the permission.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not tested: the check was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not tested: the connection had failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>    (%1) %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>testing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>granted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rate limited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not available</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not conclusive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 more than needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 more than needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token &quot;%1&quot;%2%3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, expires %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (most likely: several tokens are listed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> request %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>extra</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than needed:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (write)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read positions of other consumers, such as your SIEM, that were touched: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant lists %1 as granted to this token, but refuses it: a change has not taken effect yet (this can take 30 minutes), or the role has an IP allowlist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant does not list %1 for this token, but grants it: a change has not taken effect yet, or the permission comes from elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events that %1 does not read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token may change things there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Granted, but not needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not conclusive: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready: the required permission is granted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready: %1 of %2 required permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not ready: the token is refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not ready: 1 of %1 required permissions is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not ready: %1 of %2 required permissions are missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not conclusive: %1 of %2 required permissions could be confirmed. Test again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token of API v1 has no scopes: it reads everything that API v1 serves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look it up in the console.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant lists it as granted to this token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant does not list it for this token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 also writes to %2. Slipway tests only whether the token can read there, since a test of writing would change something. %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CheckComparison</name>
    <message>
        <source>since %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>since yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not conclusive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: was %2, is now %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token was accepted and is now refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The permission for %1 was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 permissions were lost: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The permission for %1 is now granted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 permissions are now granted: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The verdict was &quot;%1&quot; and is now &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection: the step %1 fails now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection: the step %1 works again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection: the step %1 has a warning now (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another token: &quot;%1&quot; was &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token now expires on %1 (before: %2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 unneeded permission was found: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 unneeded permissions were found: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 unneeded permission was no longer found: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 unneeded permissions were no longer found: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address was %1 and is now %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile was %1 and is now %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tested only in the newer check: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tested only in the older check: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the token is refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 gained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the connection fails (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has changed %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMMM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CheckHistory</name>
    <message>
        <source>There is no check %1 in the history.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;slipway-cli history&quot; lists them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A check in the history cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColumnCatalogue</name>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>--every &quot;%1&quot; is not a number from 1 to 3600.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--for &quot;%1&quot; is not a number of minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--audit-paths goes with --audit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No audit: a token of API v1 has no scopes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No audit: the token is refused, so every request would be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No audit: the connection failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No audit: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API v1 does not say how old its oldest events are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test the connection and the token&apos;s permissions. Nothing is consumed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste the token and press Return:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no token on standard input.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pipe it in: slipway-cli … --token-stdin &lt; token-file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NETSKOPE_API_TOKEN cannot be used: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not an option of this command.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not give a token as an argument, because others could read it there: use --token-stdin, or NETSKOPE_API_TOKEN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean --%1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is an option that this command does not have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show this help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print one JSON object for scripts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A saved tenant; its token comes from the keychain, unless one is given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s address, with the token from --token-stdin or NETSKOPE_API_TOKEN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the token from standard input.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>v2 or v1 (default: the saved tenant&apos;s, else v2). Netskope retired v1&apos;s events in 2024.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Additional CA certificates: PEM, DER or PKCS #7.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none, [http://]host:port or socks5://host:port; otherwise that of HTTPS_PROXY or the system.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An argument is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See &quot;%1 --help&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--api &quot;%1&quot; is neither v1 nor v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--tenant and --host cannot be used together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which tenant?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a saved one with --tenant, or give --host and --token-stdin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token comes from NETSKOPE_API_TOKEN, not from the keychain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No token was given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use --token-stdin or set NETSKOPE_API_TOKEN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 changed while it was being read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check it again when nothing is writing to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check whether event files have the shape that the SIEM expects: NDJSON, a JSON array or a page of the API, plain or gzip.
Exit codes: 0 they conform (notes are allowed), 1 they do not, or there is nothing to compare them with, 2 a file cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the events should be: %1, followed by .v1 or .v2 if the API version is known (default: inferred from the fields of each event).</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not in the destination %2 (%3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See &quot;slipway-cli destination list&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste the credentials (&quot;name = value&quot; lines), then press Ctrl+D:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved %1 (%2)%3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; its credentials are in the keychain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed %1 and its credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manage buckets to export to, with their credentials in the keychain.

%1

URLs: s3://bucket/prefix, azblob://container/prefix, gcs://bucket/prefix, sftp://user@host/folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An option such as region=eu-west-1, endpoint=https://…, acl=…, profile=…; repeat it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the credentials from standard input, one &quot;access_key = …&quot; per line; otherwise they come from the environment (AWS_ACCESS_KEY_ID, …).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Additional CA certificates (PEM).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none or http://host:port; else the system&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no saved destinations yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--dest is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a folder (&quot;.&quot; is the current one) or a bucket&apos;s URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is neither a bucket&apos;s URL nor a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bucket&apos;s URL begins with %1://. If you mean a folder of this name, write ./%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not the name of a manifest (JOB%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--%1 cannot be used with --continue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An export that continues another one has its endpoints, begins where that one ended, and keeps late events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a job in &quot;slipway-cli jobs list&quot; can be continued, because Slipway remembers what its files contain. Otherwise start a new export where it ended, with --from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--dest and --destination cannot be used together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--dest is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a folder or a bucket with --dest, or a saved destination&apos;s name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--%1 is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See &quot;slipway-cli export --help&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is neither drop nor keep.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not a size such as 10M.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is neither none nor gzip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not a size such as 256M.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not a number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export a time range [from, to) to a folder or a bucket as NDJSON, with a manifest and checksums.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none or gzip (default: none).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep events that the tenant sends twice (API v2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the tenant how far back it keeps events, even if the range begins less than 30 days ago (API v2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drop or keep (default: drop) events from before the range that the tenant received only during the range. Both are counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the number of a check.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;slipway-cli history&quot; lists the numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These checks belong to two tenants: %1 and %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare two checks of the same tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The check is not in the history: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List earlier checks, newest first, or show what changed between two.
history [--tenant NAME | --host URL]
history --compare A B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a saved tenant&apos;s checks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the checks of an address that is not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers of two checks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A comparison needs two checks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example: slipway-cli history --compare 12 15</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no checks in the history yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant of job %1 (%2) is not saved here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give its token with --token-stdin or NETSKOPE_API_TOKEN, or add a tenant with this address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 belongs to %2; %3 is at %4 now, and so is its token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the token for %1 with --token-stdin or NETSKOPE_API_TOKEN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>begins at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no event with a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>covered until %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>did not reach the end of the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reached the end of the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 without a readable time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 with the id of another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 that are not strict JSON, written as they were sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 written as escapes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  %1: %2, %3, %L4 sent outside the range, %5 removed, %6%7</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (not finished)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>    page %1, byte %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  Continues job %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  Continued by job %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  %1 of %2 uploaded to %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  Resume it with: slipway-cli jobs resume %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelling job %1%2 removes the files of the endpoints that are not complete: %3 (%4) below %5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, which is running,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add --yes to cancel it, or keep everything and resume it later: slipway-cli jobs pause %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add --yes to cancel it, or keep everything and resume it later with: slipway-cli jobs resume %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel it? [y/N] </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 is still running: the Slipway that runs it has not answered within %2 seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has been asked to %1 the job, and will do so when it responds. See the state with: slipway-cli jobs show %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 was not cancelled: it had already ended (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 was not paused: it had already ended (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The jobs belong to %1 tenants (%2), but the given token belongs to only one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume them one by one, each with its own tenant&apos;s token. Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List, show, pause, cancel, remove or resume export jobs.

%1

pause and cancel also work on a job that is running in a window or in another command: they wait until it has ended there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancel: remove unfinished files without asking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume every job that can be resumed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no export jobs yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no job to resume.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed job %1 from the list; its files stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The output could not be written: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print the newest events of an endpoint, through Slipway&apos;s own index.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The endpoint (default: alert).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many events (default: 20).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print the events as NDJSON, as they were sent; only to a file or a pipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With --raw: print even to a terminal, which obeys control characters in the events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--raw prints events byte for byte, and a terminal obeys control characters that may be in them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send them to a file or a pipe, or add --force.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--count &quot;%1&quot; is not a number from 1 to 10000.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A preview shows one endpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (read and write)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (checked, not exported)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no profile of your own named &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;slipway-cli profile list&quot; shows them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no profile of your own to export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create one: slipway-cli profile add NAME --endpoint IDS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use --replace to use the one in the file, or &quot;profile remove&quot; first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Your own: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a SIEM needs: the profiles built into Slipway, and your own. In other commands, choose a profile with --profile NAME.

%1

show says where the paths are published. add saves one of your own, export writes your own to a file, and import adds the ones in a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the profile needs, comma separated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace a profile of the same name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed &quot;%1&quot;. Tenants that used it keep its endpoints.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved &quot;%1&quot;: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>argument %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If argument %1 is a token or a password, revoke it: it is now in your shell&apos;s history.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Argument %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An argument</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is unexpected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--hash-users and --show-users cannot be used together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where to write: report.pdf, report.html, report.json; several are possible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write an onboarding report: connection, permissions, sample events and their conformance. Exits with 0 if the tenant is ready, and with 1 if it is not; the report is written in both cases.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--paper &quot;%1&quot; is neither a4 nor letter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MANIFEST… --key FILE
Sign manifests with an SSH key, using ssh-keygen. The signature is MANIFEST.sig, beside it; &quot;verify --signer&quot; checks it. Sign what you have verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A private SSH key, or a public one whose private key is in your agent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--key is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the key to sign with, such as --key ~/.ssh/id_ed25519.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no key &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the file of an SSH key. &quot;ssh-keygen -t ed25519&quot; makes one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; ends neither in .zip nor in .tar.gz, and is not an existing folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a file, such as bundle.zip, or an existing folder: the bundle becomes a new folder in it. Nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a support bundle: versions, settings, tenants, checks, jobs and the log; no events and no secret. It is searched for every known token first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bundle.zip or bundle.tar.gz; or an existing folder, in which the bundle becomes a new folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not searched for, because it could not be read: the token of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not in the bundle: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved %1 (%2); the token is in the keychain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its export %1 is not finished. Resume it with: slipway-cli jobs resume %1 --token-stdin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed %1, its token and its checks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed %1 and its checks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Exported files stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain had no token for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has the new token. Test it with: slipway-cli check --tenant &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is now named %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manage tenants, with their tokens in the keychain.

%1

edit changes what is given and leaves the rest; an empty value (--proxy &quot;&quot;) resets it. Nothing is sent to the tenant. With another --host, say which token belongs to it: --keep-token for the stored one, or --token-stdin for another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edit: the new name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add, edit: the profile to check against (default: hunters); see &quot;slipway-cli profile list&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add, edit: the day on which the token expires (2026-12-31).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edit: the stored token belongs to the new address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no saved tenants yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--keep-token and --token-stdin cannot be used together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored token of %1 was given for %2; %3 is another address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add --keep-token if the token belongs there, too, or give another one with --token-stdin. Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--expires &quot;%1&quot; is not a date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as 2026-12-31; or &quot;&quot; if it is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No changes were given for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See &quot;slipway-cli tenant --help&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved %1 (%2). Test it with: slipway-cli check --tenant &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;slipway-cli %1&quot; does several things; say which.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not something that &quot;slipway-cli %2&quot; does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean %1? </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usage: slipway-cli %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1 %2&quot; needs more than that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1 %2&quot; does not take --%3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WRONG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  %1; %2 removed, %L3 outside the range%4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no gaps, no duplicates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no gaps between the manifest&apos;s pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; the tenant had nothing newer than %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  continues job %1: no gap between the two%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, and no duplicates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  quick: the files were not read. Compared with the manifest: size and the store&apos;s MD5 for %L1, only the size for %L2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  signed by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  stated, not proven: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  note: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  and %L1 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which export?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give its manifest, a bucket&apos;s URL, or a job with --job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A job of &quot;jobs list&quot;: its manifests, wherever they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A saved destination, for its options and credentials; manifests may be named relative to its prefix.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the bucket&apos;s credentials from standard input, one &quot;access_key = …&quot; per line; otherwise they come from the environment (AWS_ACCESS_KEY_ID, …) or a saved destination.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public SSH keys or allowed signers: one of them must have signed each manifest (see &quot;sign&quot;).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare sizes and the store&apos;s own checksums with the manifest, and do not read the files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MANIFEST-or-FOLDER… | URL… | --job ID | --destination NAME
Recompute finished exports from their files: sizes, checksums, ranges, pages, totals. What is in a bucket is read from there and not stored here.
URLs: s3://bucket/prefix/…/JOB-manifest.json, or a folder with manifests (azblob://…, gcs://…, sftp://user@host/…).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no signers file &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a public SSH key, or allowed signers as ssh-keygen(1) describes them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slipway-cli: the argument &quot;%1&quot; is not UTF-8.
If it names a file or a folder, rename it, or use a symbolic link with another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usage: slipway-cli COMMAND [options]

  check          test the connection and the token&apos;s permissions
  history        list earlier checks and compare two of them
  preview        print the newest events of an endpoint
  conform        judge whether files of events have the shape that the SIEM expects
  export         export a time range to a folder or bucket as NDJSON
  jobs           list, show, pause, cancel or resume exports
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slipway-cli: the command comes first, then its options.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slipway-cli: there is no such command (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See &quot;slipway-cli --help&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%L1 event(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 late event(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 duplicate(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 raw line break(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 request(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 page(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 file(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 path(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 profile(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Conformance</name>
    <message>
        <source>A SIEM that reads one JSON object from each line refuses or skips such a line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These rows come from Log Streaming, another Netskope product: it writes coordinates as one text (&quot;longitude|latitude&quot;), and zip codes and categories as numbers. A parser for events of the REST API misreads them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without it the SIEM cannot identify, order or attribute the event: rules that use it do not see these events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A typed column cannot take this value: the SIEM may drop the value or refuse the event.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The column stays empty for these events; rules that need it do not match them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An empty text stands for &quot;no value&quot;, as null does. Tenants send it in fields of any type; a column of numbers has to take it as absent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Netskope documents another type here. The expected sample does not show the field, so a parser of the expected format does not depend on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read as absent. Netskope usually sends a default value here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A parser that follows the expected format ignores it. The export keeps it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Netskope documents it for other types of events. A parser of the expected format ignores it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Netskope documents it for this type; the sample just happens not to show it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other tenants send it, too, though neither the sample nor Netskope&apos;s schema shows it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two types occur here, and both are accepted: the expected sample shows one, Netskope&apos;s schema or other tenants the other. A rule should be ready for either.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (sample), %2 (tenants)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (sample), %2 (schema)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>list or text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>audit events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>application events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 V%2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of other types: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows of Log Streaming: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not JSON: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events checked: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of them show neither V1 nor V2; they were compared with V2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file does not say which API it comes from: %1 of them were taken for V1 because they have _insertion_epoch_timestamp and none of the fields that only V2 has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every field that has a value in Hunters&apos; published sample is there, with the expected type. The SIEM can read these events as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SIEM can read these events. Some fields differ from Hunters&apos; published sample in ways that leave columns empty or are ignored; the table says which.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some events lack what the SIEM needs, or have values of another type: it may refuse them or miss detections. Resolve the first rows of the table before connecting the feed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no events to check.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hunters publishes samples of alerts, application events and audit events only; events of other types have no expected shape to be compared with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no shape &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known shapes: %1; add .v1 or .v2 to the name if the version of the API is known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conforms to the expected format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conforms, with notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not conform to the expected format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to compare with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shape of Log Streaming</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>essential field missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>null</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not the documented type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>field of other events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not in the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seen on other tenants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two types accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; expected %1, found %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConnectionCheck</name>
    <message>
        <source>The proxy cannot be used: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address; the step Proxy says where it comes from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plain HTTP on this computer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConnectionSteps</name>
    <message>
        <source>Proxy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TCP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TLS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rate limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name server did not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check this computer&apos;s network and DNS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No host named %1 was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the address for typing errors, and this computer&apos;s DNS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 addresses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 refuses connections on port %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be reached on port %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the address, and whether a firewall or a proxy is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From %1 to %2 port %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 leads to %2 instead of answering; the token was not sent there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This looks like a login page: the address must be that of the API.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 leads elsewhere, to %2; the token was not sent there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If %1 is your tenant, use it as the address. If it is a login or block page, something in between answers in the tenant&apos;s place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A web page answers instead of the API.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address may be that of a login page, or a proxy answers in the tenant&apos;s place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a web page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a web page, &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open https://%1 in a browser on this computer to see the page, and ask whoever runs the network or the proxy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant reports a fault of its own (HTTP %1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a few minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an API answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no Date header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s clock: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer&apos;s clock and the tenant&apos;s differ by %1 seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set this computer&apos;s clock: time ranges would be off by as much.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not stated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The limit resets in %1 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For a moment the tenant had none of its %1 requests left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For a moment the tenant had no requests left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All consumers of this tenant share the limit. If every check shows this, others use most of it, and exports will be slow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s rate limit was reached during the check.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other consumers of this tenant share it. Test again in a minute.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ContentEncoding</name>
    <message>
        <source>A gateway or proxy between this computer and the tenant rewrites answers: ask its administrator to leave those of the tenant as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is compressed more than twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer that is compressed twice is larger than any event page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is compressed in a way that was not asked for (%1).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ContinuationRequest</name>
    <message>
        <source>Job %1 was cancelled, so it has no end to continue from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start a new export with --from and --to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 is not complete (%2); only a complete export can be continued.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finish it first: slipway-cli jobs resume %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 is an export over API v1, which cannot tell what has arrived since then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To get it, export the range again, or use API v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 is continued already, by job %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue job %1 instead. If it is not finished, resume it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 ends at %2; an export that continues it has to end later, not at %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a later end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 belongs to %2, not to %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue it with the tenant that it was started on, or start a new export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An export that continues job %1 begins where that one ends (%2) and has its endpoints.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ContinuationTable</name>
    <message>
        <source>Job %1 is continued already, by job %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue job %1 instead. If it is not finished, resume it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CredentialEntries</name>
    <message>
        <source>The keychain holds no credentials for this destination.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add them to the destination.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain holds only a part of this destination&apos;s credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter them again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DemoOptions</name>
    <message>
        <source>%1 &quot;%2&quot;: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See &quot;slipway-cli demo-tenant --help&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no option &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a value is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write it as 127.0.0.1:PORT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write it as ENDPOINT=COUNT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number of requests a second is needed (0: no limit).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number from 1 to 10000 is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number of pages is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on or off is needed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DemoTenant</name>
    <message>
        <source>The demo tenant listens on this computer only, not on &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use 127.0.0.1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demo tenant&apos;s time range is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose --to later than --from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demo tenant cannot listen on %1:%2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another port, or 0 for a free one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DesktopNotifier</name>
    <message>
        <source>The desktop does not show notifications.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start a notification service; all common desktops have one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Slipway</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Destination</name>
    <message>
        <source>The prefix is too long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object names can have at most 1024 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prefix &quot;%1&quot; has a part &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prefix has a character that cannot be in an object&apos;s name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prefix &quot;%1&quot; has a character that was lost: it was not written as UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter it again, in UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prefix &quot;%1&quot; has an empty part (&quot;//&quot;).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it with single slashes: &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prefix &quot;%1&quot; has a character (&quot;%2&quot;) that would be written as another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a prefix without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The destination has no bucket.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as %1://bucket/prefix.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; cannot be the name of a bucket.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can have letters, digits, dots and hyphens, but no spaces or slashes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a secret, not an option.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it on standard input or in the environment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no option &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has a line break or another control character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the name of a host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as host or host:port; an IPv6 address is in brackets, such as [::1]:22.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is either true or false.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its path and permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The endpoint holds a user name or password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The endpoint &quot;%1&quot; is not an address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as https://host or https://host:port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The port &quot;%1&quot; is not a number from 1 to 65535.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no kind of destination &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The destination has no host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as sftp://user@host/folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a KMS key, but the encryption is not aws:kms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose aws:kms, or remove the key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not go through a proxy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the proxy; the server must be reachable from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no certificates, so a CA file does not apply.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove it; what counts is the known hosts file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy &quot;%1&quot; is not an address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as http://host:port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 has a user name or password, and these would be stored with the destination.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the proxy empty here and put it into HTTPS_PROXY.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no secret access key for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no access key for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give both keys, or name an AWS profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is neither a key nor a SAS for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With an account key the endpoint is https://ACCOUNT.host, without a path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a SAS for other endpoints.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no storage account for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name it, or give a whole SAS URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SAS for %1 has expired (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a new SAS and enter it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no service account for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give its JSON, or set GOOGLE_APPLICATION_CREDENTIALS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A password in the address would be visible in the process list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave it out: set SSHPASS, use a key, or save the destination.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys in the address would be visible in the process list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave them out: use the environment, or save the destination.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DestinationKind</name>
    <message>
        <source>Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave empty for Amazon; https://… for a compatible store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>us-east-1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access key ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Secret access key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only with temporary credentials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AWS profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from your AWS configuration, instead of keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path style addresses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for compatible stores, not for Amazon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the bucket&apos;s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KMS key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>arn:aws:kms:…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The ETag is not an MD5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>found out where these credentials may read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storage class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>STANDARD</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Canned ACL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bucket-owner-full-control on Amazon, private elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storage account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SAS URL or token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>instead of the account key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave empty for Azure&apos;s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access tier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the account&apos;s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service account (JSON)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service account file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>instead of the JSON itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object ACL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave empty for Google&apos;s own; https://…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sftp.example.com</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>22</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Private key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave empty to use the SSH agent&apos;s keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase of the key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>~/.ssh/known_hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S3 or compatible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bucket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Azure Blob Storage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Container</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Google Cloud Storage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SFTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DestinationRepository</name>
    <message>
        <source>The destination has no name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it one, such as the SIEM&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The destination&apos;s name is longer than 100 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is already a destination named &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no destination &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the list of destinations.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The destination &quot;%1&quot; no longer exists.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DestinationSecrets</name>
    <message>
        <source>Write one per line: %1 = …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A line of the credentials cannot be understood.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no secret of that name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no credentials on standard input.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DestinationTest</name>
    <message>
        <source>The store shows new objects only after a while (%1 s). Exports wait for that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test did not end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exports can go to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These credentials may only write, so Slipway relies on what the store says on receipt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test object %1 is still there: these credentials may not delete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test file cannot be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store does not show what was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If it shows new objects late, try again in a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looked for it for %1 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was read back is not what was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store&apos;s checksums are not MD5, as when a bucket encrypts with KMS: exports read each file back to check it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not allowed. Exports do not need it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list does not show what was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not allowed. Exports do not need it; the object stays.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EndpointCatalogue</name>
    <message>
        <source>The endpoint &quot;%1&quot; is named twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Paths that are only checked: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts and %1 have the same records: /events/alert contains what the /alerts/… paths return. A consumer that reads both has these records twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 kinds of alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, row %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not JSON (byte %2): %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no list &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Netskope retired the events and alerts calls of REST API v1 in October 2024. Some private tenants still answer; plan the move to v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id, title, path and table are needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a dataexport path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the id &quot;%1&quot; occurs twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (API v1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a path of API v1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no endpoint &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id, title and endpoints are needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Custom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no profile &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known profiles: %1, or custom: and endpoint ids (custom:alert,audit).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API v1 has no %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It serves alert, application, audit, page, network and infrastructure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is an endpoint of API v1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose API v1, or an endpoint of v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known endpoints: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No endpoint is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no endpoint &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2) can be checked, but not previewed or exported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway reads events through the paths below /api/v2/events/dataexport.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EndpointOutput</name>
    <message>
        <source>Checking the files of the previous run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The state file is older than the files. What it does not know is fetched again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The unfinished file was changed. What it contained is fetched again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EventFilter</name>
    <message>
        <source>A filter has at most %L1 characters; this selection needs more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no opening parenthesis for this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This does not belong here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parentheses are nested too deeply here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A condition is missing at the end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The closing parenthesis is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A field name or a word is missing before this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A condition is missing before &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The closing quotation mark is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A value is missing after &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A value is missing before &quot;%1&quot;; put it in quotation marks if it is the value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A list in parentheses is missing after &quot;in&quot;, such as (&quot;a&quot;, &quot;b&quot;).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A comma or the closing parenthesis of the list is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The second value is missing: between LOW and HIGH.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EventTypes</name>
    <message>
        <source>null</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes/no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>decimal number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>list</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportChain</name>
    <message>
        <source>Job %1 is continued by job %2 as well, so events occur twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It continues job %1, whose manifest was not verified with it: it was not checked whether events are missing or occur twice between the two.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It continues job %1, which ends at %2, but begins at %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not continue where job %1 ended: there is a hole, or one of the two was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its first index is not the one that job %1 ended with.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportJob</name>
    <message>
        <source>%1 is a file, not a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The time range is empty: it starts at %1 and ends at %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an end that is later than the start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The time range ends in the future (%1): those events do not exist yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an end that is not later than now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file size of more than 4 GiB is too much for a bucket.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a smaller one, such as 256 MiB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An upload limit is negative.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The destination &quot;%1&quot; is not a full path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name of the folder &quot;%1&quot; is not UTF-8, so its files would go to another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename the folder, or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The path of the destination folder is too long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a shorter folder name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file size of %1 is too small.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose at least 64 KiB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A rate of %1 requests a second is not possible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose 0 (only the tenant&apos;s own limit) to 1000.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export has no tenant address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused by the user.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway ended while the job was under way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ends at %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant had nothing newer: %1. What it receives later for the rest of the range is not in the files; </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>continue this export to get it (export --continue %1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>job %1, which continues this export, fetches it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Late events from before the range that were left out: %1. An export that keeps late events (--late keep), or one that continues an earlier export (--continue), has them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events from before the range that came with its first hour and were left out: %1. They probably arrived late; an export that continues an earlier one (--continue) has them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportStream</name>
    <message>
        <source>Waiting %1 s for the tenant&apos;s rate limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the tenant for its oldest event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploading the last files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant no longer knows where job %1 was in %2, and Slipway no longer knows which events it wrote last.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel this job and export from %1 on; some events of the last hour before that may then occur twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the upload, which is slower</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Fetching</name>
    <message>
        <source>%1 Trying again in %2 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying again in %1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant says that it has nothing more; asking again in %1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting %1 s for late events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant sent a page that should not have come; looking again in %1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant asks to wait %1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files so far are complete up to %1. Resume the job to try again; if that does not help, copy this for Netskope support.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant sends the same pages of %1 again and again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s position in %1 goes back in time again and again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page after page of %1 cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant no longer knows where the export of %1 had got to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2 (see %3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some pages of %1 could not be read, so events may be missing from: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything else is in the files. What came in place of the pages is beside them; send it to Netskope support.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileDigests</name>
    <message>
        <source>The finished file cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileSource</name>
    <message>
        <source>%1 cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the file is there and that you may read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It ends too early.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged from here on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could be unpacked only in part. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The events before that point are shown. Fetch the file again for the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no room to unpack all of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The events so far are shown. Free some space in %1 and open the file again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nowhere to unpack %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that you may write to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file of events: NDJSON, plain or gzip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is UTF-16 text; events are UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save it as UTF-8 and open it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is compressed in a way that Slipway cannot read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack it first; only gzip files can be opened as they are.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Fix</name>
    <message>
        <source>our SIEM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With a service account, one function of the role (%1, for example) includes all of these: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With a service account, %1 may come together with what %2 needs (%3), in one function of the role (%4, for example). Then it cannot be removed on its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With a service account, the function that includes %1 (%2, for example) also includes other paths: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With a service account (RBAC v3):</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With an older token:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paths:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (read and write)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Fixes</name>
    <message>
        <source>Grant the missing permission</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token works, but has no permission for %PATH%.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grant the token read access to %PATH%. Changes can take up to 30 minutes to take effect; then test again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello,

the API token for %PROFILE% on %HOST% lacks read permission for:

%PATHS%

%TOGETHER%Please add it: with a service account, grant its role View on the functions that include these paths (Settings &gt; Administration &gt; Administrators &amp; Roles &gt; Roles); with an older token, edit the token under Settings &gt; Tools &gt; REST API v2 and add the paths with the privilege Read. Nothing else is needed, and the token itself can stay.

Thank you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in as Tenant Admin and open Settings &gt; Administration &gt; Administrators &amp; Roles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the Roles tab open the role of the token&apos;s service account (or create one for it).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grant View on the functions that include the paths below; a function&apos;s tooltip shows its paths, and it is named after the event type (Application Events, Alerts, Audit Log).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save. The service account and its token stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait up to 30 minutes, then test again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find the token, choose Edit, and add the paths below with the privilege Read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save. The token text stays the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait up to 30 minutes, then test again. If the page no longer offers it, the tenant has moved to service accounts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant does not accept this token: no request with it was answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most likely it is mistyped, expired or revoked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new token that works shows that the old one was the reason. If a new one is refused too, REST API v2 may be switched off, or this computer&apos;s address may not be on the allowlist: try the same token from an address that is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a new token and enter it here. If it is refused too, check that REST API v2 is switched on and that this computer&apos;s address is on the allowlist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello,

the API token for %PROFILE% on %HOST% is refused. Please check whether it has expired or was revoked, and issue a new one with read permission for:

%PATHS%

%TOGETHER%Please also check that REST API v2 is switched on, and that an IP allowlist, if there is one, contains the address that this computer uses.

Thank you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the service account and look at its token: has it expired, or was it revoked?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate a new token, choose its expiry date, and copy it immediately: it is shown only then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace the token here and test again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2 and find the token: has it expired, or was it revoked?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An expired older token cannot be extended. If New Token is no longer offered, create a service account instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that REST API Status is switched on at the top of the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a token that may read events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is accepted by the tenant, but refused for %PATH%.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most likely it was created for something else, such as SCIM or administration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the token&apos;s permissions in the console: if no path begins with /api/v2/events/dataexport, it was created for something else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a separate token for %PROFILE% instead of widening this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello,

the API token that I was given for %PROFILE% on %HOST% was created for another purpose. Please issue one with read permission for these paths, and nothing else:

%PATHS%

%TOGETHER%Thank you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a role with View on the functions that include the paths below, and nothing else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a service account with this role, generate its token and copy it immediately.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2 and look at the token&apos;s endpoints.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a separate token with the paths below and the privilege Read; if New Token is no longer offered, create a service account instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a REST API v2 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant does not accept this token for API v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has the form of a REST API v1 token (hexadecimal digits only); v1 and v2 tokens are not interchangeable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See where the token was created: Settings &gt; Tools &gt; REST API v1 creates v1 tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a REST API v2 token and enter it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello,

the token that I was given for %PROFILE% on %HOST% looks like a REST API v1 token. Please issue a REST API v2 token with read permission for:

%PATHS%

%TOGETHER%Thank you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a role with View on the functions that include the paths below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2 (not v1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a token with the paths below and the privilege Read; if New Token is no longer offered, create a service account instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace the API v1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API v1 of the tenant does not accept this token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most likely it is mistyped, expired or revoked, or it was created for API v2: the two are not interchangeable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See where the token was created: only Settings &gt; Tools &gt; REST API v1 creates v1 tokens. Set the tenant to API v2 and test again: if that works, it is a v2 token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the token of REST API v1 again, or move the tenant to API v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello,

API v1 of %HOST% refuses the token that I was given for %PROFILE%. Please check it under Settings &gt; Tools &gt; REST API v1, or better issue a token for API v2.

Thank you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service accounts have tokens for API v2 only: set the tenant to API v2 here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in as Tenant Admin, open Settings &gt; Administration &gt; Administrators &amp; Roles, and create a service account for %PROFILE%.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the token&apos;s expiry date; if it has passed, generate a new one. Everything that uses the old one stops working.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to API v2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tenant does not serve %PATH%.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Netskope retired the events and alerts calls of API v1 in October 2024.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the tenant to API v2 and give it a token of API v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello,

%HOST% no longer serves these calls of API v1:

%PATHS%

Please issue a token for API v2 for %PROFILE%.

Thank you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a role with View on the functions of the event types that %PROFILE% needs, and a service account with this role.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate its token, copy it immediately, and set the tenant to API v2 here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page Settings &gt; Tools &gt; REST API v1 no longer helps: these calls are gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a service account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch REST API v2 on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant says that its API is switched off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Have REST API v2 switched on in the tenant, then test again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello,

%HOST% answers that its REST API is switched off. Please switch on REST API Status under Settings &gt; Tools &gt; REST API v2, so that %PROFILE% can read:

%PATHS%

Thank you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in as Tenant Admin and open Settings &gt; Tools &gt; REST API v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch REST API Status on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch REST API Status on. All tokens work again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add this computer&apos;s address to the allowlist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every request from this computer is refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer looks as if it came from an allowlist or a gateway rather than from the API.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test the same token from an address that is on the list, such as the company&apos;s network or VPN: if it works there, the address is the reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for this computer&apos;s public address to be added to the IP allowlist of the tenant, or of the service account&apos;s role.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello,

the API of %HOST% refuses all requests from my computer; an IP allowlist looks like the reason. Please add my public address (and those of %PROFILE%) to the allowlist of the tenant, or of the service account&apos;s role.

Thank you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in as Tenant Admin and open Settings &gt; Administration &gt; IP Allowlist: is this computer&apos;s public address on it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Administrators &amp; Roles &gt; Roles and the role of the service account: its own IP allowlist overrides the tenant&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remember that %PROFILE% itself calls from other addresses, which must be on the list as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Settings &gt; Administration &gt; IP Allowlist: is this computer&apos;s public address on it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find out what answers in the tenant&apos;s place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A web page came back instead of an answer from the API, so nothing is known about the token or its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most likely something between this computer and the tenant answered: a proxy, a login page of the network, or a gateway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test from another network, such as a phone&apos;s: if the API answers there, the network here is the reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open https://%HOST% in a browser on this computer: it shows the same page. Then ask the people who run the network or the proxy to let https://%HOST%/api through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to do in the Netskope console until the API itself answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in to the network, or have the proxy let https://%HOST% through without showing its own page, and test again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait for the change to take effect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answers contradict each other: the token is accepted for some paths and refused for %PATH%.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most likely its permissions were changed a moment ago, or it has just been revoked. Changes can take up to 30 minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test again in a few minutes: if all is granted then, it was the change. If the role of a service account has its own IP allowlist, look there too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait up to 30 minutes and test again; &quot;Test again every minute&quot; does it for you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello,

the API token for %PROFILE% on %HOST% is accepted in some places and refused for:

%PATHS%

Was it changed or revoked a moment ago?

Thank you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Settings &gt; Administration &gt; Administrators &amp; Roles and see whether the service account, its role or its token changed a moment ago.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the role has an IP allowlist, check that this computer&apos;s address is on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Otherwise wait up to 30 minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2 and see whether the token was edited or revoked a moment ago.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask whether the feature is licensed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tenant does not have %PATH%.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most likely the feature behind it is not licensed there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If it should be, ask Netskope support. If nobody uses the feature, leave it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello,

%HOST% does not know these API paths:

%PATHS%

Is the feature behind them licensed on our tenant?

Thank you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask your Netskope contact whether the feature behind this path is part of your contract.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the export paths</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant says that %PATH% is retired.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the paths below /api/v2/events/dataexport instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test more endpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused, and there is nothing to compare it with: a single refusal does not show whether the permission is missing or the token is refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick more endpoints that this token should be able to read. If one of them is granted, the permission is missing; if all are refused, it is the token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test more endpoints with the same token to find out which it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick more endpoints and test again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is missing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%PROFILE% does not need %PATH%, so it does not matter that it is refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave it as it is. If you need it for another purpose, choose the profile Custom and tick it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove what is not needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token can read more than %PROFILE% needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove what is not needed: a leaked token can only do what it is allowed to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello,

the API token for %PROFILE% on %HOST% can do more than it needs. Please remove:

%PATHS%

Thank you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Settings &gt; Administration &gt; Administrators &amp; Roles &gt; Roles and the role of the service account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the functions that include the paths below. If other accounts share the role, create one for this account alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2 and edit the token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the paths below, and save.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FolderSource</name>
    <message>
        <source>It is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be read: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is a link and not a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be opened: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not a plain file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is too large (%1 bytes).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GzipStream</name>
    <message>
        <source>The events could not be compressed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HostKeyError</name>
    <message>
        <source>The server shows %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, line %2, has %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the server&apos;s owner for the fingerprint of its %1 key. If it is %2, add the key with &quot;%3&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The known hosts file has the %2 key of %1, but not its %3 key, which rclone asks for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add that key, too: &quot;%1&quot; checks the server by the key that is known and adds its others. Or compare the fingerprint and use &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The known hosts file has only the %2 key of %1, and the server no longer shows a key of that type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The known hosts file has an older key of %1 before the current one, and rclone looks only at the first one of each type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove line %1 of %2, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HttpResponse</name>
    <message>
        <source>the answer is larger than any event page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its header is larger than any real one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what follows its last chunk has no end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its chunks have more framing than content.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a line contains a NUL character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a line contains a carriage return that does not end it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a chunk is longer than it says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first line is not an HTTP status line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its header begins with a continued line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a header line has no name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name of a header contains a blank or a control character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it changes to another protocol.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it sends interim answers without an end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its transfer encoding is unknown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it states both a length and a transfer encoding.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it states two lengths.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its length is not a number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the size of a chunk is not a number.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Inflate</name>
    <message>
        <source>A compressed answer is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A compressed answer is larger than any event page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the details for a ticket.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is more data after the end of a compressed answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A compressed answer ended too early.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Iterator</name>
    <message>
        <source>The token may be wrong or expired, may lack this path, REST API v2 may be switched off in the tenant, or this computer&apos;s address may not be on the tenant&apos;s allowlist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A web page came back instead of events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address may be that of a login page, or a proxy answers in the tenant&apos;s place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant sent an empty answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant answers in CSV, which Slipway does not read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask Netskope support to serve this endpoint as JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant redirects elsewhere; the token was not sent there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the tenant&apos;s address: it must be the API host itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant refuses the token (401).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be wrong, expired or revoked, or REST API v2 may be switched off. Make a new token and replace it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant refuses %1 (403).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tenant does not know %1 (404).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feature may not be licensed on this tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another request is using the same index (409).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway tries again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s rate limit is reached (429).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other consumers of this tenant share the limit. Slipway waits and tries again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant refuses %1 (%2, &quot;permission denied&quot;).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant reports a fault of its own (HTTP %1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a few minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant does not accept the request (HTTP %1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant does not accept the request (HTTP %1): %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the details for a ticket.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobJournal</name>
    <message>
        <source>There is no export job &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the list of jobs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 has no endpoint %2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>Uploaded: %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploaded: %1 of %2 to %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM HH:mm</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobService</name>
    <message>
        <source>A file of the cancelled export cannot be removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove it by hand, or start Slipway again when that is possible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job cannot be locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job is running in another Slipway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use that window, or wait until it ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for its turn: %1 endpoints are fetched at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This version does not know the endpoint %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no token for this tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add one in the tenant&apos;s settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no credentials for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the destination with its credentials, or set them in the environment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job writes to %1, not to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the destination back, or cancel the job and export again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 is running in another Slipway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 has ended (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 is running already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start a new export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 belongs to %2, not to %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume it with the tenant that it was started on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 is not running (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 has not ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 from %2 to %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not fetched: %1. %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KWallet</name>
    <message>
        <source>KWallet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The wallet was not opened: the dialog was closed, the password was wrong, or access was refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry has other contents.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Kerberos</name>
    <message>
        <source>The proxy asks for a Kerberos ticket, but yours has expired.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get a new one with kinit, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy asks for a Kerberos ticket, but your realm does not know a proxy named %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the proxy by its full name, not by a number or a short name; if it is right, ask its administrator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy asks for a Kerberos ticket, but this computer&apos;s clock differs too much from that of your realm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the clock, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy asks for a Kerberos ticket, but your realm cannot be reached to get one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network and /etc/krb5.conf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy asks for a Kerberos ticket (Negotiate), but you have none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get one with kinit, then try again; klist shows what you have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy asks for a Kerberos ticket, but none can be obtained for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The details show what Kerberos says; klist shows your tickets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This build of Slipway cannot use Kerberos tickets.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeyText</name>
    <message>
        <source>Enter it again without that character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; ends with %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; begins with %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; contains %2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keychain</name>
    <message>
        <source>You can keep the token for this session only; it is never written to disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You stopped waiting for the keychain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain holds no token for this tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add it in the tenant&apos;s settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain does not answer: %1 is there, but busy or stuck.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a moment. If it stays like this, log out and in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain is locked, and was not unlocked (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock it with your login password, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 refused access.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow Slipway when the keychain asks, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 answered with an error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again; copy the details for a ticket if it stays like this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be started, or has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it, or log out and in again, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 did not keep the token: what was read back is not what was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was saved. Try again, or look into the keychain&apos;s own program.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeychainOperation</name>
    <message>
        <source>%1 is waiting for you: unlock it or allow access in its own window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has not answered yet. It may be waiting for you: look for a window that asks for its password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the keychain (%1)…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is there, but it does not answer. Slipway keeps waiting for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session bus</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeychainTokenStore</name>
    <message>
        <source>It may be in %1, which could not be asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Secret Service (GNOME Keyring, KeePassXC) or KWallet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no session bus, so the keychain cannot be reached.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start Slipway in a desktop session, or under dbus-run-session with a keyring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is switched off, and there is no other keychain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No keychain is available on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, then log out and in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch it on in System Settings, under KDE Wallet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This was stored in %1, which is switched off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This was stored in %1, which is not available here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start Slipway in a session with %1, or store it again: then it goes to the keychain that is available here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An older entry may stay in %1, which is not available here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An older entry may stay in %1, which could not be asked: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can keep the token for this session only; it is never written to disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain holds no token for this tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add it in the tenant&apos;s settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain refused access.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow Slipway when the keychain asks, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain is locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock it, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain of this computer cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain did not answer within a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain did not keep the token: what was read back is not what was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer&apos;s keychain</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LinesCheck</name>
    <message>
        <source>Its %1 events are not those of whole pages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines %1 to %2 are not those of page %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1, %2: the manifest says %3, its lines are %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>events that are not strict JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>events without a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>late events kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has %1 events instead of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its lines have %1 bytes instead of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its events are from %1 to %2, and not from %3 to %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of its events lie outside the range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of its events are in the files of the export that it continues.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of its events are from before the range; its pages list %2 such late events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of its events occur twice (same _id, same text).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Manifest</name>
    <message>
        <source>The finished file %1 was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The finished file %1 is gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put it back, then resume the job; or cancel the job and export again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ManifestCheck</name>
    <message>
        <source>Its range is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It lists no page: nothing proves that the range is covered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its first page was not asked for from the start of the range (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1 is missing: there is a hole after %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1 does not follow the one before it (it was asked for with &quot;%2&quot;).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1 goes back in time, from %2 to %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1 has a mark in the future, %2: none of its events is that late.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1: its checksum is not that of %2 events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1: the events that were sent are not the sum of those written, left out and removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its pages end at %1, before the end of the range (%2): the time between is not covered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It says that repeats were kept (duplicates_kept), but also that some were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is about an endpoint that Slipway does not know: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its path or table is not that of the endpoint %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its range is given twice, with different times.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether it reached the end of the range (reached_end) is not what its last page says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It says that it covers everything until %1 (covered_until); its pages end at %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It begins at %1 (begins_at), but its files begin at %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its indexes are not those of its job and pages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the sum over its %2 is %3, its total says %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events outside the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Late events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events sent again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Late events kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events without a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events with the id of another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events that are not strict JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Escaped line breaks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events from long before the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes in files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its host is not the name of a host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It names two tenants: %1 (tenant) and %2 (host).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its first page (asked for with &quot;%1&quot;) does not continue where job %2 ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>that the tenant is &quot;%1&quot; at %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>that the tenant sent all that it had</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>that the tenant sent all that it had, and had nothing newer than %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how each page was asked for, and the checksum of what was sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>why %L1 events that were sent are not in the files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ManifestReader</name>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export again, or restore the manifest from where it was copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no manifest %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A manifest is named JOB-manifest.json and exists once its export is complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be used. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>begins with a byte order mark, which Slipway does not write.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not complete JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has two fields &quot;%1&quot; in one object; it is not clear which one counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not a manifest of Slipway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has version %1; this Slipway reads versions 1 and 2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>names a file that is not one of its export: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is damaged: &quot;%1&quot; is missing or wrong.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ManifestSignature</name>
    <message>
        <source>ssh-keygen, which makes and checks signatures, is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install OpenSSH&apos;s client (on Debian: apt install openssh-client), then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signers&apos; keys in %1 cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a file with a public key, such as id_ed25519.pub, or with allowed signers as ssh-keygen(1) describes them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 contains no public key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no room for a temporary file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ssh-keygen could not sign with the key %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a private key, or a public key whose private key is in your agent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that you may write to its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was changed while it was being verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not a signature of this manifest by one of the keys in %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ObjectStore</name>
    <message>
        <source>The certificates of %1 cannot be written for rclone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make room in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server of %1 does not allow files to be renamed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files are written as NAME.partial and renamed when they are complete: ask the server&apos;s owner to allow it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ObjectStream</name>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OddCharacters</name>
    <message>
        <source>a quotation mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an apostrophe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a backtick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a line break</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a carriage return (a Windows line ending)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a blank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a no-break space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a soft hyphen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a zero-width space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a zero-width non-joiner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a zero-width joiner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a word joiner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a byte order mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a replacement character, the trace of a wrong encoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a bullet, as used to hide passwords</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an ellipsis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an ideographic full stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a control character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an invisible character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a space of another width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a typographic quotation mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a typographic dash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Cyrillic letter that looks like &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Greek letter that looks like &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a letter that looks like &quot;%1&quot; but is another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a character that looks like &quot;%1&quot; but is another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a letter outside a to z, &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the character &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OldestEvent</name>
    <message>
        <source>The tenant&apos;s oldest %1 is from %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant has no %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant does not say when its oldest %1 is from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s oldest %1 is from %2; older ones are not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The range has no events; it is not known whether there were some that are no longer kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first event in the range is from %1; it is not known whether older ones were kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s oldest %1 cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export itself does not need it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMMM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageBetween</name>
    <message>
        <source>Something between this computer and the tenant answered with a web page (HTTP %1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something between this computer and the tenant answered with a web page titled &quot;%1&quot; (HTTP %2).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageScan</name>
    <message>
        <source>something other than an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number or word that JSON does not have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a control character inside a string</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a line break inside a string</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an escape that JSON does not have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes that are not UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a comma, colon, quote or bracket out of place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lists and objects nested more than 1,024 levels deep</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PartCheck</name>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The finished file %1 cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put it back, then resume the job; or cancel the job and export again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The finished file %1 was changed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PartFile</name>
    <message>
        <source>The export file cannot be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The unfinished file cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export file cannot be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The unfinished file %1 is shorter than what was written to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something outside Slipway changed it. Restore it, or cancel this job and export again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PartReader</name>
    <message>
        <source>It ends in the middle of a gzip member.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its gzip data is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its last line is not complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has a line of more than %1 MiB.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PartWriter</name>
    <message>
        <source>A file of the previous run cannot be renamed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export file cannot be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file named %1 exists already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move it elsewhere, then resume the job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export file cannot be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The finished file cannot be put into place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export&apos;s folder cannot be created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file of the export cannot be written</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PastedToken</name>
    <message>
        <source>Copy it again, alone and in one piece. Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is JSON without a member named &quot;token&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is JSON with several tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the token alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste the token that the Netskope console showed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the name of a variable, not the token in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The placeholder for the token was not filled in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is an address, not a token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token has a space or line break inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token contains a character that no token has: %1, at position %2 of %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is too long for a token.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Older events were not read: load a time range for those.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Going further back failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events from a busy stretch: %1, since %2. Newer ones may exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest events: %1, since %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All events since %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No events since %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A preview looks back seven days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That was seven days ago. The permission works; the tenant has nothing to show here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No events from %1 to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From %1 to %2: the first %3 events. Export the range to get all of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From %1 to %2: all %3 events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM, HH:mm</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProfileRepository</name>
    <message>
        <source>The profile has no name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it one, such as that of the SIEM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile&apos;s name is longer than 100 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile&apos;s name has a line break or control character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a name of one line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway already has a profile &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A profile&apos;s name cannot contain a colon.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is an endpoint of API v1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name it &quot;%1&quot;: a profile applies to both versions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is already a profile named &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another name, or replace it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no profile of your own named &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the list of profiles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not contain Slipway profiles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file that &quot;profile export&quot; wrote.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was written by a newer version of Slipway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update Slipway, or export the profiles again with this version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, profile %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 contains no profile.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProgressLines</name>
    <message>
        <source>%1 %  %L2 events  %L3 events/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1:%2 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 uploaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Proxy</name>
    <message>
        <source>Write it as http://host:port or socks5://host:port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy &quot;%1&quot; would be reached over TLS, which Slipway does not support.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearly all proxies that lead to https addresses are reached as http://host:port: try that. The traffic is still encrypted all the way to the tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy &quot;%1&quot; is a SOCKS4 proxy, which Slipway does not support.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most of them speak SOCKS5 as well: write it as socks5://host:port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy &quot;%1&quot; lacks a host or a port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy &quot;%1&quot; is not an address Slipway knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>direct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>direct (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>system settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tenant settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The environment variable %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system did not say within %1 seconds which proxy to use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its automatic proxy configuration (PAC) may be out of reach. Enter the proxy, or &quot;none&quot;, in the tenant&apos;s settings.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProxyHandshake</name>
    <message>
        <source>Write both in front of the proxy&apos;s host in the environment variable HTTPS_PROXY (user:password@host:port): Slipway does not store the password of a proxy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its rules do not allow it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot reach that network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot find or reach that host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the connection was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the connection took too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not know the command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not know that kind of address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it reports a failure of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy takes a user name and password as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or run a small proxy on this computer that signs in for you (cntlm, px) and enter that one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 did not answer in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address, and whether it is a proxy of this kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 does not answer as an HTTP proxy should: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the port. If it is a SOCKS5 proxy, write it as socks5://host:port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 closed the connection without an answer: the user name or password may be wrong, or it does not allow the tenant&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 closed the connection without an answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the port, and whether it is a SOCKS5 proxy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the port, and whether it is an HTTP proxy; then ask its administrator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 refuses (%2): the user name or password may be wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check user name and password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 does not allow a connection to %2 (%3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask its administrator to allow the tenant&apos;s address on port %1 (CONNECT).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 cannot reach %2 (%3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the tenant&apos;s address for typing errors; if it is right, ask the proxy&apos;s administrator, or try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 answers %2 to CONNECT: it does not seem to be a proxy for https.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the proxy&apos;s host and port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 does not connect to %2: it answers %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask its administrator; the details show what it said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 does not accept your Kerberos ticket (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask its administrator whether your account may use it; klist shows whose ticket it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 accepts neither the user name and password nor your Kerberos ticket (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check all three. Each way to sign in was tried once, so that the account is not locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 does not accept the user name or password (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check both. Each way to sign in was tried once, so that the account is not locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 asks for a sign-in (%2) but does not say how.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask its administrator which way of signing in it expects.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 can only be signed in to with %2, which Slipway does not support (%3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> or </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask its administrator for an exception for the tenant&apos;s address or for Basic sign-in, or run a small proxy on this computer that signs in for you (cntlm, px) and enter that one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 asks for a password (%2), but only a user name is given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 asks for a user name and password (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 does not answer as a SOCKS5 proxy should.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the port. If it is an HTTP proxy, write it as http://host:port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user name or password is longer than SOCKS5 allows (255 bytes).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 does not offer to sign in with a user name and password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 asks for a user name and password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give both in the environment variable HTTPS_PROXY, as socks5://user:password@host:port: Slipway does not store the password of a proxy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 does not accept the user name or password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 does not connect to %2: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the tenant&apos;s address; if it is right, ask the proxy&apos;s administrator.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QAbstractSpinBox</name>
    <message>
        <source>&amp;Step up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step &amp;down</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QCommandLineParser</name>
    <message>
        <source>Usage: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QLineEdit</name>
    <message>
        <source>&amp;Paste</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RangeWarning</name>
    <message numerus="yes">
        <source>The range begins %n days ago (%1). Netskope keeps events for 90 days unless your contract says otherwise, so the older ones are probably gone.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RcloneEnvironment</name>
    <message>
        <source>rclone, which does the uploads, is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rclone could not take the password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no profile &quot;%1&quot; in your AWS configuration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was found in ~/.aws; AWS_CONFIG_FILE may name another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profiles there are: %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RcloneError</name>
    <message>
        <source>The installed rclone cannot do what an export to %1 needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install rclone 1.60 or newer (rclone.org/install).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The access key is unknown to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the access key ID; it may have been deleted or belong to another provider.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The secret key does not belong to the access key of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter both again; some stores also say this when they do not know the access key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sign-in (SSO) of the AWS profile for %1 has expired.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run &quot;aws sso login --profile NAME&quot;, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session token for %1 has expired.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get new temporary credentials (all three values), then resume the job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session token for %1 is not valid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter access key, secret key and session token again: they belong together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The AWS profile for %1 has no usable credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try &quot;aws sts get-caller-identity --profile NAME&quot;; a session may need &quot;aws sso login&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SAS for %1 has expired or is not valid yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a new SAS and enter it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The known hosts file for %1 has a line that rclone cannot read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The details name the line: correct or remove it, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key or SAS for %1 was refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter it again; a SAS must be whole, with its signature at the end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service account for %1 was refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a new key for it and enter its JSON file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user, password or key for %1 was refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the user name, and that the server knows this key or password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private key for %1 cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the file and its passphrase.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is neither a password nor a key for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give one, or start an SSH agent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host key of %1 is marked as revoked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not connect; ask the server&apos;s owner for its current key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server of %1 has no host key of a type that is known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare its fingerprint with the server&apos;s owner, then add it to the known hosts file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host key of %1 is not the one that is known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the server&apos;s owner whether it changed. If not, somebody may be listening in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host key of %1 is not known yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer&apos;s clock differs too much from that of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the clock (even a few minutes are too much), then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such bucket: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its name and, with a compatible store, the endpoint; Slipway does not create buckets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bucket of %1 is in another region.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the destination&apos;s region to the bucket&apos;s own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bucket of %1 is disabled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask its owner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bucket of %1 does not accept ACLs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the canned ACL bucket-owner-full-control, the one that such buckets accept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bucket of %1 has uniform bucket-level access, so its objects have no ACL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the object ACL from the destination.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The KMS key for %1 cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the key&apos;s ARN, and that these credentials may use it (kms:GenerateDataKey).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not support what the destination asks for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the details; remove the encryption, storage class or canned ACL that it names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store of %1 does not know this storage class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the destination&apos;s storage class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These credentials may not do this on %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SAS or role needs to create and write blobs; check the allowed IP addresses, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in %1 is archived and cannot be read back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another tier or storage class if it must be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the bucket&apos;s owner to allow s3:PutObject and s3:PutObjectAcl below this prefix. A bucket that insists on an encryption says the same: then set the destination&apos;s encryption.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the bucket&apos;s owner for permission to put objects below this prefix.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user may not write to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the server&apos;s owner for permission.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is full or its quota is used up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make room there, then resume the job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server of %1 could not write, most likely because it is out of space or a quota is used up; it gives no reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make room there, then try again. If there is room, ask the server&apos;s owner whether the disk is read-only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy on the way to %1 does not let the connection through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address and whether it allows this host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to %1 is not secure: its certificate was not accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Behind a proxy that inspects TLS, give its CA file; else check the endpoint&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name of %1 is not found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the endpoint, the region and your DNS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing answers at %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the endpoint&apos;s address and port, and the firewall.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is busy and asks to slow down.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait; the job tries again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not answer in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network and the firewall, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no network route to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 had an internal error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to %1 broke.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network; the job tries again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What arrived at %1 is not what was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job tries again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder or object is not there: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the folder and the prefix.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The credentials for %1 were refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter them again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the destination&apos;s region to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The upload to %1 failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the details; the store&apos;s own words are there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checksum that the store of %1 reports is not the MD5 of what was sent, and these credentials may not read it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow them to read. Or, if the bucket encrypts with KMS or its own key, tick &quot;The ETag is not an MD5&quot; (etag_is_not_md5=true): then the store&apos;s own check on receipt has to be enough.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RcloneRun</name>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rclone cannot be started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The upload to %1 was terminated from outside.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RcloneVersion</name>
    <message>
        <source>rclone %1 is too old: Slipway needs version %2.%3 or newer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install a newer one (rclone.org/install), or put it beside Slipway&apos;s programs.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Refusal</name>
    <message>
        <source>certain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>likely</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>possible</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>There is no field %1 in the events or in Netskope&apos;s schema.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no fields %1 in the events or in Netskope&apos;s schema.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Similar names: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A preview shows the fields of the events. No report was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No event was read that could show whether there is a field %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample event has: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing the connection and the permissions…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading samples of the newest events, one request per second…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>conforms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>conforms, with notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not conform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not judged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TLS library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a report format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The formats are pdf, html and json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report was not written: a secret would have been in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please report this; the details contain no secret.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report cannot be written to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the folder and the free space, or choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expired on %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expires on %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (1 day left)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (%1 days left)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REST API v1 (retired by Netskope in 2024)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REST API v2, dataexport iterator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name and end are not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other consumers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read positions touched: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paths:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service account (RBAC v3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token made under Settings &gt; Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message to the Netskope administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it means</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Risk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and %1 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do the events look the way the SIEM expects?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About this report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It shows what was found at the times given above; permissions and tokens may have changed since. It contains no token or other secret. </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway only read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway only read, with its own indexes (slipway-…), so no other consumer lost an event.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Onboarding report: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User names, devices and their addresses are masked; URL queries are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User names, devices and their addresses are replaced by names made with a random key that was not kept: only within this report does the same name mean the same person. URL queries are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User names, devices and their addresses are shown as sent. URL queries are left out.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RequestLedger</name>
    <message>
        <source>1 request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all GET</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 not GET</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2; read positions of other consumers touched: %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResponsePage</name>
    <message>
        <source>Try again; if that does not help, copy the details for a ticket.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant sent an empty answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s answer is not complete JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s answer contains two lists of events with the same name, so it is not clear which one is meant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s answer contains more than %1 events. Netskope documents 10,000 a page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One event of the tenant&apos;s answer is larger than %1 MB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s answer is not the expected JSON: no page of events can be found in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant reports a failure without a reason (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant reports a failure: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s answer contains no list of events.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Room</name>
    <message>
        <source>There is no room for an export in %1: %2 is left on its disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make room, or choose a folder on another disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export may not fit: judging by the previous one, it takes about %1, and %2 is left on the disk of %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It pauses when the disk is full and can be resumed when there is room.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SecretService</name>
    <message>
        <source>Secret Service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt was not answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It ended while it was asking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt was dismissed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The secret could not be decrypted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An older entry stays in the keyring &quot;%1&quot;, which is locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An older entry stays in the keyring &quot;%1&quot;: it could not be removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain service has no keyring to keep a token in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a default keyring (on GNOME: Passwords and Keys), then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older entries may stay: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its entry is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry cannot be found again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry has other contents.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StateDatabase</name>
    <message>
        <source>There is no folder for Slipway&apos;s data: HOME is not set, and XDG_DATA_HOME does not name one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set HOME, or set XDG_DATA_HOME to the full path of a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name of the folder %1 is not UTF-8, so it cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set XDG_DATA_HOME to a folder whose name is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 cannot be created.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the permissions of its parent folder, or set XDG_DATA_HOME.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The state file %1 cannot be created.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the folder&apos;s permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The state file %1 was written by a newer Slipway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update Slipway; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The state file %1 cannot be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that it is readable and writable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk that holds %1 is full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make room, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The state file %1 is damaged or is not Slipway&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed. Move the file elsewhere and start again; saved tenants must then be added again. Exported files are not touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The state file %1 cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the disk; copy the details for a ticket.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StorageError</name>
    <message>
        <source>%1: the disk is full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make room, then resume the job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: writing to %2 is not allowed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the folder&apos;s permissions, then resume the job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 is gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore the folder, then resume the job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 is a link, which Slipway does not follow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove it, then resume the job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: there is a file in the way of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move it elsewhere, then resume the job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: a larger file is not allowed there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the job and export again with a smaller file size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the path is too long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a shorter folder name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the disk, then resume the job.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SupportBundle</name>
    <message>
        <source>The support bundle cannot be written to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the folder and the free space, or choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 already exists.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the name of a new folder, or of a .zip or .tar.gz file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens that it was searched for before it was written: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not searched for, because it could not be read: the token of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(%1 bytes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests of this process: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every saved tenant: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The support bundle was not written: its file %1 contains a secret (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has left this computer. Please report this, with the file&apos;s name only.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SystemPackage</name>
    <message>
        <source>Install it with: %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install one with: %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install rclone 1.60 or newer (rclone.org/install)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install GNOME Keyring, KeePassXC or KWallet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TenantAddress</name>
    <message>
        <source>An address looks like acme.goskope.com or acme.eu.goskope.com.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was entered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An invisible character was dropped: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; at the end was dropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2 around the address were dropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address has a placeholder that was not filled in: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the tenant&apos;s own name in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address contains %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; stands for the tenant&apos;s name in instructions; it is not a name itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s own name is missing in front of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a site of Netskope itself, not a tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a tenant: &quot;%2&quot; belongs in front of an address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 looks like one of Netskope&apos;s hosts but is not one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a domain, not the host of a tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address has a blank or line break inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway does not speak &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address does not begin with https:// or with the host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use https.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; belongs in front of an address but is not one itself; after it, &quot;://&quot; is expected, once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no host in front of the path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address contains a user name or password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove everything up to the @.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the host counts; what follows it was dropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host name has two dots in a row, or begins with one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a host name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 is not a port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a number, not a tenant&apos;s name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the tenant&apos;s host name; its certificate is issued for that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is this computer, so the requests go to a program here, such as Slipway&apos;s demo tenant, and not to Netskope.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed to https: a token never travels in plain text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This looks like a token, not like an address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste it into the token field.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 alone is not an address: it could be a tenant&apos;s name or part of something else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completed to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address is too long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a valid part of a host name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a complete host name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is outside Netskope&apos;s own domains. Make sure that it is your tenant: the token will be sent there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port %1 is unusual for a tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TenantRepository</name>
    <message>
        <source>The tenant has no name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it one, such as the company&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s name is longer than 100 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s name has a line break or control character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a name of one line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant has no address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is already a tenant named &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no tenant &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the list of tenants.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant &quot;%1&quot; no longer exists.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Theme</name>
    <message>
        <source>not granted (good)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>granted, not needed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Time</name>
    <message>
        <source>&quot;%1&quot; looks like milliseconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In epoch seconds it is %1 (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as 2026-11-01T00:00:00Z, with an offset such as +02:00, or in epoch seconds.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimeWords</name>
    <message>
        <source>Write it as 2026-09-01T00:00:00Z, 2026-09-01T02:00:00+02:00, 2026-09-01 (00:00 UTC), -7d or now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read as a time: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such day.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the day of the week does not fit the date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such time of day.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; does not say how far the time is from UTC.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write Z for UTC, or an offset such as +02:00.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say whether it is UTC or the time of a place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add Z for UTC, or an offset such as +02:00.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write -90m, -1h, -7d or -1d12h; m is minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say what the span is added to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write now+1h, or the time itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the unit of &quot;%1&quot; is missing or unknown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>months and years differ in length.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>that is more than a hundred years.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is %1 here and %2 in UTC.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the date, such as %1 (00:00 UTC).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a rounded number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write all of its digits, such as 1788220800.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is only a year, or a part of a date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has too few or too many digits for a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a date such as 2026-09-01, or epoch seconds such as 1788220800.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it could be a date with an hour, or the epoch second of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The time is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the sign of its offset is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write + or - before the offset, such as +02:00.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>day and month could be exchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin with the year, such as 2026-09-01.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the day is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a whole date, such as 2026-09-01.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>that would be %1, when there were no such events.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TlsFacts</name>
    <message>
        <source>%1 with %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate %1: %2, issued by %3, valid %4 to %5, SHA-256 %6</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, for %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, signed by itself</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TlsStep</name>
    <message>
        <source>It was issued by %1, which inspects TLS traffic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was issued by &quot;%1&quot;, which is not a public authority: most likely your company&apos;s inspection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask your IT department for its CA certificate (PEM) and choose it as the CA file in the tenant&apos;s settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has such a CA certificate in %1: choose it as the CA file in the tenant&apos;s settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates were added, but not that of &quot;%1&quot;, which issued this one (%2). Ask your IT department for the CA certificate of &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was sent. The tenant&apos;s own certificates are strong: something in between, such as an old inspecting proxy, answers in its place. Its administrator must replace the certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was sent. Check the tenant&apos;s address and this computer&apos;s clock; if both are right, something in between answers in the tenant&apos;s place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 did not finish the TLS handshake in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something in between may block TLS. Check the firewall and the proxy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 closed the connection during the TLS handshake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A firewall or a proxy may block this host. Check the address as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 offers outdated TLS versions only (1.1 or older).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Netskope speaks TLS 1.2 and 1.3: something in between, such as an old proxy, answers in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not speak TLS on this port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A captive portal or a proxy for plain HTTP may answer. Check the address and its port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No secure connection to %1 could be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check whether something in between inspects or blocks TLS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection is inspected by %1, which this computer trusts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate was issued by &quot;%1&quot;, which is not a public authority but is trusted by this computer or the tenant&apos;s CA file: the connection is most likely inspected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That works. Whoever inspects the connection can read the token and the events; if you do not want that, ask for an exception for the tenant&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant&apos;s certificate expires in %1 days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Netskope renews it; there is nothing for you to do.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenExpiry</name>
    <message>
        <source>token has expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token expires today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token expires tomorrow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token expires in %1 days</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenFacts</name>
    <message>
        <source>The tenant&apos;s list of tokens does not have the expected form.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenStore</name>
    <message>
        <source>There is no token for this tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add it in the tenant&apos;s settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This session only</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UntilGranted</name>
    <message>
        <source>%1 of %2 granted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing %1 again in %2 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing %1…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UploadCheck</name>
    <message>
        <source>The finished file %1 was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the job and export again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What arrived at %1 is not what was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job tries again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>V1Query</name>
    <message>
        <source>no reason given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant refuses the API v1 token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be wrong, expired or revoked, or made for API v2: the two are not interchangeable. See Settings &gt; Tools &gt; REST API v1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tenant no longer serves %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use API v2 for this tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant reports a failure: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a minute.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Verify</name>
    <message>
        <source>Its pages have more events than its files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what is inside the files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The verification was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not say the same as the manifest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The manifest lists it twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listing is not allowed, so it was not checked whether something is left over beside the files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It belongs to the job, but not to its manifest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has %1 bytes instead of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store&apos;s MD5 of it is not that of the manifest: it was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store&apos;s checksum of it is not the MD5 of the manifest. Only a full verification, which reads it, tells whether it was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store&apos;s checksums are not MD5, as in a bucket that encrypts with KMS: those files were compared only by their size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its SHA-256 is not that of the manifest: it was changed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VerifySubject</name>
    <message>
        <source>No endpoint of job %1 is complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what is complete can be verified: resume the job, or wait for its end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job wrote to %1, not to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the destination back, or verify the manifest by its URL on the command line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no manifest in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A manifest is named JOB-manifest.json and exists once its export is complete.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WriteOnlyBlobs</name>
    <message>
        <source>The file %1 cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Connector manager for Netskope tenants.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An event file to open: NDJSON or JSON, plain or gzip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only one file can be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open with the demo tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>light or dark; else as chosen in Preferences.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway needs a display, and there is none. On a computer without one, slipway-cli does the same work: see &quot;slipway-cli --help&quot;.
</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::AccessPage</name>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test &amp;until granted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ev&amp;idence…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Least privilege…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How to fi&amp;x…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as cu&amp;rl</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previe&amp;w</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add C&amp;A file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Profile:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also asks for what the profile does not need: each refusal appears in the tenant&apos;s audit log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes can take up to 30 minutes to take effect. Tests once a minute, one refused endpoint at a time; each refusal appears in the tenant&apos;s audit log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every step and request with its time, status and request id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What can this token read beyond its profile?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is replaced by $NETSKOPE_API_TOKEN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trust the certificate of the company&apos;s TLS inspection for this tenant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How to fix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select an endpoint to see what its result means and how to fix it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A profile of your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Custom: tick what is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> %1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tested on %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (write)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than needed:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A message to your Netskope administrator:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test all %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CA certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::AccessTable</name>
    <message>
        <source>Permissions by endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoint (tick what is needed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoint (tick to test)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it means</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token may read this, and the profile does not need it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile does not need this, and the token may not read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same as for %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::AuditDialog</name>
    <message>
        <source>Least privilege</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What can this token read beyond what %1 needs? Tick what to ask for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paths to ask for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path (tick to ask)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Risk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Ask the tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::Banner</name>
    <message>
        <source>Good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::ColumnChooser</name>
    <message>
        <source>Only fields with &amp;data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the useful columns of this type of event again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::ComparisonView</name>
    <message>
        <source>Permissions before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::ConformanceView</name>
    <message>
        <source>&amp;Copy as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the conformance check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences from the expected format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it means for the SIEM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click or Return: show an event with this difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No events yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each event is compared with the samples that Hunters publishes for alerts, application events and audit events, V1 and V2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 of %2 differences are listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::DestinationDialog</name>
    <message>
        <source>&amp;Test destination</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New destination</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prefix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CA file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SIEM drop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the system&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Kind:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Prefix:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CA &amp;file:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pro&amp;xy:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys and passwords are stored in this computer&apos;s keychain and nowhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>/path, or a folder in the user&apos;s home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top testing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removing the test object… You can close this window: the object is removed anyway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing, reading, listing and deleting a small object…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: done, %2 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: failed after %2 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: not tried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove destination</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove %1 and its credentials?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in the bucket stays there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::DestinationForm</name>
    <message>
        <source>Leave empty to keep what is stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse for %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::DifferenceView</name>
    <message>
        <source>Show &amp;equal fields too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference between two events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select exactly two events in the table to see in which fields they differ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These events are too large to be compared here. Copy them as NDJSON and compare the files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two events are equal in all fields (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields that differ: %1 · Equal: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · The first %1 are shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::EventDetail</name>
    <message>
        <source>&amp;Indent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search in this event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter or F3 finds the next match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Break the JSON text into lines; its values stay as they were sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields of the selected event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON of the selected event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selected event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the first %L1 fields are listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… The event has %1; only its start is shown. Copying the whole event copies all of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not in this event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Only this value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Not this value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the whole &amp;event</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::EventFile</name>
    <message>
        <source>%1 is CSV, as Netskope&apos;s Log Streaming can write it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway shows events in JSON: have Log Streaming write JSON, or convert the file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has more than %L1 lines; only these are shown.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::EventTable</name>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Only this value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Return</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Not this value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+Return</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy events as NDJSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy events as C&amp;SV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy events as &amp;Markdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Alt+C</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Alt+V</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the &amp;difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+D</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go to row…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events copied: %L1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the first %L1 events were copied: more would be too much for the clipboard. Export them instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row, from 1 to %L1:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Only &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Not &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::EventTableModel</name>
    <message>
        <source>not UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>duplicate field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some bytes of this event are not UTF-8; they are shown as �.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A field occurs twice in this event. The table shows the first; programs may take the last.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This line is JSON, but not an event with fields.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This line is not JSON, or is cut off. What can be read of it is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (UTC)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::EvidenceDialog</name>
    <message>
        <source>Evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps of the last check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Last check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every request of this session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Every request of this session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No requests have been made yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a line to see its details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as c&amp;url</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is replaced by $NETSKOPE_API_TOKEN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy certi&amp;ficates (PEM)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy all lines</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::ExpiryWatch</name>
    <message>
        <source>The token of %1 expires today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token of %1 expires tomorrow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token of %1 expires in %2 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On %1, checks, exports and everything else that uses it will stop. Create a new token in the Netskope console, then choose Replace token in Slipway.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::ExportPage</name>
    <message>
        <source>E&amp;dit…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep events that the tenant sends twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep &amp;late events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Start export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contin&amp;ue from the last export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Destination</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes, reads, lists and deletes a small object there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events from before the range that the tenant only received during the range, for example from a laptop that was offline. If this is not ticked, they are left out and counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can paste a time in other formats, such as 2026-09-01T00:00:00Z, 1788220800 or -7d.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gzip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> MiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the tenant&apos;s own limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> MB/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no upload limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The highest speed at which files are uploaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends when the export starts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last h&amp;our</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 2&amp;4 hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last &amp;7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ne&amp;w…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bucket: S3 or S3-compatible, Azure Blob, Google Cloud Storage, SFTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(UTC, end not included)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(local time: %1, end not included)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Endpoints:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time range:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Destination:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compression:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New file ever&amp;y:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Requests a second:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token of this tenant has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last check (%1) found no permission for: %2. Their events will be missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top testing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick at least one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoints: %1. Hours: %2. </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The range ends when the export starts. </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The events go to %1 as NDJSON%2, with a manifest and checksums.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, compressed with gzip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Requests to each endpoint are limited to %1 a second, so that your SIEM keeps its share. This takes about %2 min or more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same export is under way already: job %1 (%2). Start it a second time?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start a &amp;second one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Do not start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export %1 is queued. It starts when another one is done; see Jobs below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export %1 is running in the background; see Jobs below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export %1 is complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removing the test object…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that the tenant has received since export %1, which ends at %2, including late events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no complete export of this tenant that could be continued.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue from the last export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to %1 what the tenant has received since export %2, which ends at %3? Late events are included, and the options of that export are used again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::FilterBox</name>
    <message>
        <source>Words, or user eq &quot;a@b.c&quot; and severity neq &quot;low&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Words find events whose values contain all of them.&lt;/p&gt;&lt;p&gt;Conditions: eq, neq, gt, gte, lt, lte, like (with * and ?), in (a, b), between a and b; combined with and, or, not and parentheses. Write times as 2025-01-06T14:00:00Z.&lt;/p&gt;&lt;p&gt;Ctrl+Space shows what can come next.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of these events has a field &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::FixDialog</name>
    <message>
        <source>How to fix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certain: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likely: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To tell them apart: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps with a service account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Service account (RBAC v3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps with an older token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Older token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message to the administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Message to the administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paths</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Paths:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy p&amp;aths</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy m&amp;essage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::HistoryPage</name>
    <message>
        <source>Export %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Destination: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: events: %2, files: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manifests:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run &amp;again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open fol&amp;der</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;manifest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as &amp;text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks and exports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details of the selected entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✘ waiting for a token  </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not conclusive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check for %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events: %1. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing yet. Every check and export of this tenant will be listed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select two checks to compare them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select two checks (with Ctrl) to compare them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The manifest %1 is no longer there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may have been moved with its files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the same range to %1 again? The files of the first export are kept; the new files are named after the new job.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::InsightPanel</name>
    <message>
        <source>Views of the events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conformance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::JobsStrip</name>
    <message>
        <source>Show or hide the jobs (F8)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::JobsView</name>
    <message>
        <source>Resume all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quick: compares the sizes and checksums that the store knows; downloads no events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+P</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+R</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+V</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+X</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+O</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+F</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden: %1. Its files are kept, and it stays in the tenant&apos;s History.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 running, %2 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 waiting for you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks the objects in the bucket against their manifest, quickly or fully.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the finished files again and checks them against their manifest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Full: downloads %1 from the bucket and reads every event; stores nothing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop verifying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its files are in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No exports yet. Exports run here in the background and can be resumed if the window is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 job can be resumed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 jobs can be resumed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the export of %1, and remove the files of the endpoints that are not finished?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoints that are complete keep their files and manifest. If you pause the export instead, everything is kept and it can be resumed later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel the export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verifying…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verifying %1: %2 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events: %1, files: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verified. %1 Nothing is missing, changed or duplicated, and the range is covered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verified quickly. %1 All files are there, with the sizes and checksums in their manifest. The events in them were not read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verified quickly. %1 All files are there with the sizes in their manifest, but the store knows no checksum for %2 of them: only a full verification can tell whether those were changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files are not what was exported. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files are not what was exported. %1 (and %2 more; use Copy to get them all)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tenant of this job (%1) is not saved here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a tenant with this address, or resume with: slipway-cli jobs resume %1 --token-stdin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM HH:mm</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::JsonTreeModel</name>
    <message>
        <source> (again)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::KeychainNotice</name>
    <message>
        <source>Keychain</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::MainWindow</name>
    <message>
        <source>  ·  token expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  ·  %1 d left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token expired on %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token expires today.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token expires tomorrow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token expires in %1 days, on %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a new one in the Netskope console and enter it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a new one in the Netskope console in good time and enter it here; the tenant and its history are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>
Being tested until its permissions are granted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (not tested yet)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All tenants  %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not conclusive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last test %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the export is complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events: %1. They are in %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the export needs your attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Slipway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway %1
Connector manager for Netskope tenants.

Free software under the GNU General Public License, version 3 or later. It comes without any warranty. Qt %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove &quot;%1&quot;, its token and its checks from this computer? Exported files stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of its exports is not finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of its exports are not finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before resuming, add a tenant with the address %1 again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exports are running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closing stops the running exports. They continue where they left off when you resume them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop and resume later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add tenant…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit tenant…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;place token…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove tenant…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the &amp;demo tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save report…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+S</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open a file of events…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Support &amp;bundle…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find a tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+K</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All &amp;tenants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Access</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Te&amp;nant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Slipway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a tenant (Ctrl+N)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tenants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What all tenants can read, side by side (Ctrl+0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See what your Netskope token can do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a tenant to test its connection and permissions, look at real events and export them for your SIEM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add &amp;tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Look at a file of events…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit or remove this tenant, or replace its token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace token…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screens of the tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the permissions have been granted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::OverviewPage</name>
    <message>
        <source>All tenants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name, result or missing permission</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search in all tenants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tenants that are tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not conclusive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>○ not tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not tested: %1. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Test all %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Test %1 selected</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>netskope-export in your documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each tenant gets its own folder in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show desktop no&amp;tifications about exports that end or need you, and about granted permissions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>T&amp;heme:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Exports go to:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exports go to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slipway speaks this language when you start it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::PreviewPage</name>
    <message>
        <source>%1 has grown since it was opened: there is more in it than is shown here. Reload it, or tick Follow to see what is added from now on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is shorter than it was when it was opened. Some of what is shown is no longer in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has been written to since it was opened. What is shown may be older than the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is now another file named %1. What is shown is the file that was opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was removed or renamed. What is shown is the file that was opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest %L1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start of the range, local time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End of the range, local time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read events through Slipway&apos;s own index; no other consumer&apos;s position is moved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at a local file: NDJSON or JSON, plain or gzip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the file again whenever it grows or is replaced, and stay at its end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show times in UTC instead of local time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show events over time above the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no room for the chart; make the window taller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The filter hid this event and was cleared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event %L1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>O&amp;pen file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;olumns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follo&amp;w</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;UTC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ch&amp;art</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The range ends before it starts. Choose a later end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%L1 so far, back to %2 %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a file of events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events (*.ndjson *.jsonl *.json *.log *.gz);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No event matches the filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No events yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a file of events, or drop one here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample yet. Choose an endpoint and load its events, or open a file. This does not move any other consumer&apos;s position.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%L1 of %L2 match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events: %L1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file contains no events. Lines: %L1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines: %L1, and not all of them are events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the first %L1 are listed: filter to reach the others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The file has changed since it was opened. Open it again to see its current content.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM, HH:mm</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::ProfileMenu</name>
    <message>
        <source>Save your own profiles, or exchange them as a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own profiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export own profiles…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import profiles…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the profile:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is already a profile named &quot;%1&quot;. Replace it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the profile &quot;%1&quot;? Tenants that use it keep its endpoints.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export own profiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profiles (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import profiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profiles (*.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These profiles already exist: %1. Replace them?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::ProfileModel</name>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes/no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>null</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(absent)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(null)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events in which the field is neither null nor one of the defaults that V2 fills in (&quot;&quot;, 0, false, empty lists and objects)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimated: beyond %1 different values they are not counted one by one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nearly all differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Different values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most frequent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::ProfileView</name>
    <message>
        <source>Only &amp;this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not thi&amp;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frequent values of the field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click or Return: only events with this value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Only this value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Not this value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No events yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events: %1 · Fields: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · Not JSON: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · There are more fields than a profile can hold; the rest is not shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::ReplaceTokenDialog</name>
    <message>
        <source>It e&amp;xpires on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep for this session only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace token: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste the new REST API %1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expiry date of the new token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New token:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new token is tested before it replaces the old one. The tenant, its history and its jobs are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Replace anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Test again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing the new token…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing the stored token…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new token: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Old token</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::ReportDialog</name>
    <message>
        <source>Include sample e&amp;vents and their conformance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save report: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the one from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test again now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PDF, A4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PDF, Letter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask user names, devices and their addresses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace them with names used only in this report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show them as sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The useful ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>People in the events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names of fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Check:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For&amp;mat:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;People in events:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ev&amp;ent fields:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ile:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No field is named.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name some, or choose the useful ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report needs a file name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace the file %1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report was saved: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::RoutedSocket</name>
    <message>
        <source>No proxy named %1 was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 cannot be reached.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy %1 asks for a Kerberos ticket, but your realm did not issue one in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network and /etc/krb5.conf.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::SingleInstance</name>
    <message>
        <source>Slipway is already open, but its window does not respond.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until it responds, or end it, then start Slipway again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::SupportDialog</name>
    <message>
        <source>&amp;Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Support bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the person who helps you: versions, settings, tenants, checks, requests, jobs and the log. It contains no events and no secrets: before it is saved, it is searched for every token that Slipway knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files of the bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These tokens could not be read, so the bundle is not searched for them: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save support bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archives (*.zip *.tar.gz)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The support bundle was saved: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::TenantDialog</name>
    <message>
        <source>Token e&amp;xpires on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test &amp;before saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>T&amp;est</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep for this session only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add tenant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Acme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REST API v2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REST API v1 (retired in 2024)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the system&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token expiry date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>B&amp;rowse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;PI:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Token:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Proxy:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;CA file:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CA file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is stored in this computer&apos;s keychain and nowhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CA certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave empty to keep the stored token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste the REST API v1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste the REST API v2 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An address looks like acme.goskope.com or acme.eu.goskope.com.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored token will be sent to %1 instead of %2: right away if you press Test, and for everything done with this tenant once it is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name, an address and a token are needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test and save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>T&amp;est again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing the connection and the permissions at %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::TimeChart</name>
    <message>
        <source>Events over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag to show only a range of time. With the keyboard: arrow keys, Shift and arrow keys, Return; Escape clears the range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chosen: %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM HH:mm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::TokenGuide</name>
    <message>
        <source>Where do I get a token?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service account (RBAC v3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1. Sign in as Tenant Admin and open Settings &gt; Administration &gt; Administrators &amp; Roles.
2. On the Roles tab, create a role with View on the functions that include the paths below.
3. Create a service account with that role, generate its token and copy it immediately: it is shown only once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Settings &gt; Tools &gt; REST API v2, choose New Token where it is still offered, and add the paths below with Read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the pat&amp;hs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::UploadQueue</name>
    <message>
        <source>%1 does not show what was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the store shows new objects late, resume the job after a while.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not yet show what was sent. Looking again in %2 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 Trying again in %2 s.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>slipway::Workspace</name>
    <message>
        <source>Demo tenant</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
