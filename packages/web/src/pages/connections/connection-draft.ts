import type {
  Connection,
  ConnectionChange,
  ConnectionChangeDraft,
  ConnectionDraft as DraftToCheck,
  NewConnection,
} from '@jackfield/control-plane/rest-types';

export type AuthMethod = Connection['auth']['method'];

/** A connection while its form is being filled in. */
export interface ConnectionDraft {
  readonly name: string;
  readonly url: string;
  readonly modelId: string;
  readonly method: AuthMethod;
  /** Empty keeps the sealed one, where there is one and it may be kept. */
  readonly credential: string;
  readonly streaming: boolean;
  /** Empty leaves the choice to the server: where there is only one project, or none yet. */
  readonly projectId: string;
  readonly shared: boolean;
  /** PEM; empty for none. */
  readonly caCertificates: string;
  readonly clientCertificate: string;
  /** Empty keeps the sealed one, as for the credential. */
  readonly clientKey: string;
}

export const emptyConnectionDraft: ConnectionDraft = {
  name: '',
  url: '',
  modelId: '',
  method: 'bearer',
  credential: '',
  streaming: true,
  projectId: '',
  shared: false,
  caCertificates: '',
  clientCertificate: '',
  clientKey: '',
};

export function toConnectionDraft(connection: Connection): ConnectionDraft {
  const { name, url, modelId, auth, tls, streaming, projectId, shared } = connection;
  return {
    name,
    url,
    modelId,
    method: auth.method,
    credential: '',
    streaming,
    projectId,
    shared,
    caCertificates: tls?.caCertificates ?? '',
    clientCertificate: tls?.clientCertificate ?? '',
    clientKey: '',
  };
}

/**
 * Whether the credential has to be typed again: it is sealed for one origin and one method, so that
 * nobody can have it sent elsewhere.
 */
export function needsCredential(draft: ConnectionDraft, saved: Connection | null): boolean {
  if (draft.method === 'none') return false;
  if (!saved?.auth.hasCredential) return true;
  return draft.method !== saved.auth.method || origin(draft.url) !== origin(saved.url);
}

/** Whether the private key has to be given again: it is sealed for one origin and one certificate. */
export function needsClientKey(draft: ConnectionDraft, saved: Connection | null): boolean {
  const certificate = draft.clientCertificate.trim();
  if (certificate === '') return false;
  if (!saved?.tls?.hasClientKey) return true;
  return certificate !== saved.tls.clientCertificate || origin(draft.url) !== origin(saved.url);
}

/** Whether a check can use the saved connection as it stands, sealed credential and all. */
export function isAsSaved(draft: ConnectionDraft, saved: Connection | null): boolean {
  return (
    saved !== null &&
    draft.credential === '' &&
    draft.url.trim() === saved.url &&
    draft.modelId.trim() === saved.modelId &&
    draft.method === saved.auth.method &&
    draft.streaming === saved.streaming &&
    changedTls(draft, saved) === undefined
  );
}

export function toNewConnection(draft: ConnectionDraft): NewConnection {
  const { name, url, modelId, method, credential, streaming, projectId, shared } = draft;
  return {
    name,
    url,
    modelId,
    streaming,
    auth: method === 'none' ? { method } : { method, credential },
    ...(hasTls(draft) ? { tls: changedTls(draft, null) } : {}),
    ...(projectId === '' ? {} : { projectId }),
    ...(shared ? { shared } : {}),
  };
}

function hasTls({ caCertificates, clientCertificate }: ConnectionDraft): boolean {
  return caCertificates.trim() !== '' || clientCertificate.trim() !== '';
}

/** What differs of the certificates; a key without a certificate is none. */
function changedTls(
  draft: ConnectionDraft,
  saved: Connection | null,
): NonNullable<ConnectionChange['tls']> | undefined {
  const before = saved?.tls ?? null;
  const caCertificates = draft.caCertificates.trim() || null;
  const clientCertificate = draft.clientCertificate.trim() || null;
  const clientKey = clientCertificate === null ? '' : draft.clientKey.trim();
  const change: NonNullable<ConnectionChange['tls']> = {};
  if (caCertificates !== (before?.caCertificates ?? null)) change.caCertificates = caCertificates;
  if (clientCertificate !== (before?.clientCertificate ?? null)) {
    change.clientCertificate = clientCertificate;
  }
  if (clientKey !== '') change.clientKey = clientKey;
  return Object.keys(change).length === 0 ? undefined : change;
}

/** What no check sees, so that it can be saved without one, and a report outlives it. */
export const uncheckedFields: ReadonlySet<string> = new Set(['name', 'projectId', 'shared']);

/** What a check needs of it: no name yet. */
export function toDraftToCheck(draft: ConnectionDraft): DraftToCheck {
  const { name: _name, projectId: _project, shared: _shared, ...rest } = toNewConnection(draft);
  return rest;
}

/** What a check needs of a change. */
export function toChangeDraft(draft: ConnectionDraft, saved: Connection): ConnectionChangeDraft {
  const change = toConnectionChange(draft, saved);
  const { name: _name, projectId: _project, shared: _shared, ...rest } = change;
  return rest;
}

/** Only what differs, so that two people changing different parts don't undo each other. */
export function toConnectionChange(draft: ConnectionDraft, saved: Connection): ConnectionChange {
  const { name, url, modelId, method, credential, streaming, projectId, shared } = draft;
  const change: ConnectionChange = {};
  if (name !== saved.name) change.name = name;
  if (url !== saved.url) change.url = url;
  if (modelId !== saved.modelId) change.modelId = modelId;
  if (streaming !== saved.streaming) change.streaming = streaming;
  if (projectId !== saved.projectId) change.projectId = projectId;
  if (shared !== saved.shared) change.shared = shared;
  if (method === 'none') {
    if (saved.auth.method !== 'none') change.auth = { method };
  } else if (method !== saved.auth.method || credential !== '') {
    change.auth = credential === '' ? { method } : { method, credential };
  }
  const tls = changedTls(draft, saved);
  if (tls !== undefined) change.tls = tls;
  return change;
}

function origin(url: string): string {
  try {
    return new URL(url.trim()).origin;
  } catch {
    return url.trim();
  }
}
