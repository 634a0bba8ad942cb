/** Who makes a request: what the audit log writes down. */
export type Actor =
  | { readonly kind: 'token'; readonly name: string; readonly role: string }
  | {
      readonly kind: 'session';
      readonly name: string;
      readonly role: string;
      readonly sessionHash: string;
    };
