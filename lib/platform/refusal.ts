/**
 * An expected failure that is shown to the person: what was asked cannot be done, and why. Anything that is not a
 * Refusal is a bug: logged with a request id and hidden. The words and the HTTP status of each code stand in
 * refusal-words.ts, so that no rule of the house knows a transport.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly facts: RefusalFacts;

  constructor(code: RefusalCode, facts: RefusalFacts = {}) {
    super(code);
    this.name = "Refusal";
    this.code = code;
    this.facts = facts;
  }
}

export type RefusalFacts = Readonly<Record<string, string | number>>;

/** `instanceof` fails between the bundled and the native copy of this module (see once.ts): the name decides. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === "Refusal" && "code" in error && "facts" in error;
}

export type RefusalCode =
  | "NOT_FOUND"
  | "NOT_PERMITTED"
  | "SIGN_IN_REQUIRED"
  | "SIGN_IN_FAILED"
  | "SIGN_IN_THROTTLED"
  | "SIGN_IN_CERTIFICATE_MISMATCH"
  | "SIGN_IN_USER_STOPPED"
  | "CERTIFICATE_REQUIRED"
  | "CERTIFICATE_EXPIRED"
  | "CERTIFICATE_REVOKED"
  | "CERTIFICATE_FOREIGN"
  | "CERTIFICATE_KIND_NOT_RENEWABLE"
  | "CERTIFICATE_TOO_YOUNG"
  | "CERTIFICATE_NOT_ACTIVE"
  /** Asked for by a program before the renewal window. */
  | "RENEWAL_TOO_EARLY"
  /** The address of the new file: over, of another certificate, or never made. */
  | "RENEWAL_LINK_GONE"
  /** As many are being renewed as there is room for. */
  | "RENEWALS_BUSY"
  /** A newer generation is in use (EST). */
  | "CERTIFICATE_SUPERSEDED"
  /** The terminal made its key itself: there is no file and no password of it here. */
  | "CERTIFICATE_KEY_ELSEWHERE"
  /** PKCS#10 (RFC 2986): unreadable, or not signed by its own key. */
  | "CSR_INVALID"
  /** Sent as something else than PKCS#10. */
  | "CSR_TYPE_WRONG"
  | "CSR_SUBJECT_DIFFERS"
  | "CSR_KEY_NOT_ALLOWED"
  /** That of another certificate of the line. */
  | "CSR_KEY_SAME"
  | "CERTIFICATE_NOTHING_CHOSEN"
  | "CERTIFICATE_TOO_MANY_CHOSEN"
  | "CERTIFICATE_IN_USE"
  | "INPUT_INVALID"
  | "BODY_TOO_LARGE"
  | "PASSWORD_WRONG"
  | "PASSWORD_TOO_SHORT"
  | "PASSWORD_TOO_LONG"
  | "PASSWORD_COMMON"
  | "PASSWORD_SAME"
  | "TENANT_EXISTS"
  | "LOGIN_ID_TAKEN"
  | "TENANT_STOPPED"
  | "REQUEST_FORGED"
  | "HOST_UNKNOWN"
  | "DATABASE_AWAY"
  /** The password was last shown too long ago for what was asked (step-up). */
  | "PROOF_REQUIRED"
  | "PROOF_WRONG"
  /** The tenant is entered by a command of its own first, that its log tells. */
  | "VISIT_REQUIRED"
  | "VISIT_REASON_REQUIRED"
  | "CLINIC_CERTIFICATE_REQUIRED"
  | "CODE_REQUIRED"
  | "CODE_WRONG"
  | "CODE_ALREADY_SET"
  | "PASSWORD_NOT_MIXED"
  | "USER_CHANGED"
  | "USER_LAST_ADMINISTRATOR"
  | "USER_SELF"
  | "HAND_OUT_GONE"
  | "VENDOR_UNKNOWN"
  /** Named in a form by an operator, who may know which organisations there are. */
  | "TENANT_UNKNOWN"
  | "TENANT_CHANGED"
  | "TENANT_CLOSED"
  | "TENANT_NOT_ACTIVE"
  | "TENANT_NOT_STOPPED"
  /** The operator's own organisation is neither stopped nor closed. */
  | "TENANT_OWN"
  | "ENTRY_CHANGED"
  /** No PostgreSQL for the clinics' databases was set up, or it lacks what imports need. */
  | "DATABASES_OFF"
  | "DATABASES_AWAY"
  | "DATABASE_NOT_READY"
  /** Somebody is connected whom the portal may not, or cannot, send away. */
  | "DATABASE_IN_USE"
  | "STORAGE_FULL"
  | "STORAGE_AWAY"
  | "UPLOAD_EMPTY"
  | "UPLOAD_TOO_LARGE"
  | "UPLOAD_QUOTA"
  /** So many files, however small. */
  | "UPLOADS_TOO_MANY"
  | "UPLOAD_GONE"
  | "UPLOAD_NOT_WHOLE"
  /** Another file was chosen to go on with. */
  | "UPLOAD_OTHER_FILE"
  | "UPLOAD_HASH_DIFFERS"
  /** Somebody is sending it: another window, or a connection that hangs. */
  | "UPLOAD_BUSY"
  /** As many are sending as there is room for. */
  | "UPLOADS_BUSY"
  /** It stands elsewhere than the sender thought. */
  | "UPLOAD_MOVED"
  | "IMPORT_RUNNING"
  | "IMPORT_SCHEDULED"
  | "IMPORT_NAME_WRONG"
  | "IMPORT_TIME_PAST"
  /** Reserved for hours in which clinics work. */
  | "IMPORT_TIME_DAY"
  /** Later than a file is kept. */
  | "IMPORT_TIME_FAR"
  | "IMPORT_TOO_LATE_TO_CANCEL"
  | "IMPORT_VERSION_DIFFERS"
  | "ROLLBACK_NOT_POSSIBLE"
  | "DUMP_LIMIT"
  | "DUMP_RUNNING"
  | "DUMP_NOT_DONE"
  | "DUMP_LINK_GONE"
  /** As many are being downloaded as there is room for. */
  | "DOWNLOADS_BUSY";
