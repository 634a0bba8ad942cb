import { z } from '@hono/zod-openapi';

const endpoint = z
  .string()
  .trim()
  .max(300)
  .describe("`host:port`, exactly as a connection's URL names it; IPv6 in brackets.");

export const newAllowedEndpointSchema = z.strictObject({ endpoint }).openapi('NewAllowedEndpoint');

export const allowedEndpointSchema = z
  .object({
    id: z.string(),
    endpoint,
    source: z.enum(['environment', 'saved']),
    allowedBy: z.string().nullable(),
    allowedAt: z.iso.datetime().nullable(),
  })
  .openapi('AllowedEndpoint');
export type AllowedEndpoint = z.infer<typeof allowedEndpointSchema>;

/** A model server that answered `GET /v1/models` on this machine. */
export const discoveredEndpointSchema = z
  .object({
    software: z.string().describe('What usually listens on that port, e.g. "Ollama".'),
    url: z.string(),
    endpoint,
    models: z.array(z.string()),
    connected: z.boolean().describe('Whether a connection already uses it.'),
  })
  .openapi('DiscoveredEndpoint');
export type DiscoveredEndpoint = z.infer<typeof discoveredEndpointSchema>;

/** The built-in demo endpoint, once started. */
export const demoEndpointSchema = z
  .object({ url: z.string(), endpoint, modelId: z.string() })
  .openapi('DemoEndpoint');
export type DemoEndpoint = z.infer<typeof demoEndpointSchema>;
