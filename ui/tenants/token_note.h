// The sentence below a field for a token: what is wrong with what was pasted, or what of it was left out.
// The field shows dots, so nobody sees that by looking.
#pragma once

class QLineEdit;

namespace slipway {

class FieldNote;

// Brings `note` up to date, and marks the field if its content cannot be a token. Hidden if the field is
// empty or its content is used as it is.
void showTokenNote(FieldNote &note, QLineEdit &field);

} // namespace slipway
