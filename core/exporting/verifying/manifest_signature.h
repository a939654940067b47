// Signatures of manifests, made and checked by OpenSSH (ssh-keygen -Y sign and -Y verify) with keys that
// people already have. A manifest proves that files are those that it lists; a signature proves who vouches
// for what the manifest says.
//
// The signature of NAME is the file NAME.sig beside it, in the format that OpenSSH describes in
// PROTOCOL.sshsig. Its namespace, "slipway-manifest", keeps it from being used as the signature of anything
// else.
//
// Threads: any; calls block until ssh-keygen has ended.
#pragma once
#include "core/exporting/parts/export_source.h"
#include "core/exporting/verifying/verify_report.h"

namespace slipway {

[[nodiscard]] QString signatureName(const QString &manifestName);

// Signs a finished manifest and writes the signature beside it, replacing an earlier one. Returns the
// signature's path. `keyFile`: a private key, whose passphrase ssh-keygen asks for on the terminal, or a
// public key whose private key an agent holds. BadInput: the file is not a manifest, or the key cannot be
// used; NotFound: there is no manifest, or no ssh-keygen; Storage: the signature cannot be written.
[[nodiscard]] Result<QString> signManifest(const QString &manifestPath, const QString &keyFile);

// Checks the signature beside a manifest that was verified; `report` is that manifest's and gets the signer
// or a finding. `signerFile`: public keys, one on each line, or allowed signers as ssh-keygen(1) describes
// them. BadInput: it cannot be read or contains no key; NotFound: there is no ssh-keygen; otherwise the error
// of the source.
[[nodiscard]] Result<void> checkSignature(ExportSource &source, const QString &manifestName,
                                          const QString &signerFile, VerifyReport &report);

} // namespace slipway
