import { z } from '@hono/zod-openapi';
import { takeBack } from './take-back.ts';

const certificates = z.string().trim().min(1, 'Give certificates as PEM.').max(100_000);
const clientKey = z
  .string()
  .trim()
  .min(1, 'Give a private key as PEM.')
  .max(20_000)
  .describe('The private key of the client certificate, PEM without a passphrase; write-only.');

const wanted = z.strictObject({
  caCertificates: certificates
    .nullable()
    .optional()
    .describe(
      "PEM: the authorities that the server's certificate may be signed by, in place of the public ones.",
    ),
  clientCertificate: certificates
    .nullable()
    .optional()
    .describe('PEM: the certificate by which Jackfield shows who it is, then its chain.'),
  clientKey: clientKey.nullable().optional(),
});

/** How TLS is spoken with a server that has certificates of its own; judged by `tls-for.ts`. */
export const newConnectionTlsSchema = wanted.nullable().optional().openapi('NewConnectionTls');

export const connectionTlsSchema = z
  .object({
    caCertificates: z.string().nullable(),
    clientCertificate: z.string().nullable(),
    hasClientKey: z.boolean().describe('The private key itself is never answered.'),
    clientCertificateEndsAt: z.iso.datetime().nullable(),
  })
  .openapi('ConnectionTls');

/** What is left out stays. A private key stays only with its certificate and its server. */
export const connectionTlsChangeSchema = takeBack(connectionTlsSchema, wanted)
  .nullable()
  .optional()
  .openapi('ConnectionTlsChange');
export type ConnectionTlsChange = z.infer<typeof wanted>;
