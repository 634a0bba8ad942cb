import { request as httpRequest } from 'node:http';
import { createServer } from 'node:https';
import { makeCertificateAuthority, type IssuedCertificate } from '@jackfield/fake-upstream';

export interface StrictTlsEndpoint {
  readonly url: string;
  /** `host:port` */
  readonly endpoint: string;
  /** PEM: who signed its certificate. */
  readonly authority: string;
  /** Whom it lets in. */
  readonly client: IssuedCertificate;
  stop(): Promise<void>;
}

/** In front of a server of plain http: a certificate of its own, and nobody in without one of its authority's. */
export async function startStrictTlsEndpoint(behind: string): Promise<StrictTlsEndpoint> {
  const authority = makeCertificateAuthority('Our authority');
  const { certificate: cert, key } = authority.forServer(['localhost']);
  const server = createServer(
    { cert, key, ca: authority.certificate, requestCert: true },
    (request, response) => {
      const { method, headers, url } = request;
      const onward = httpRequest(new URL(url ?? '/', behind), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      request.pipe(onward);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return {
    url: `https://localhost:${address.port}/v1`,
    endpoint: `localhost:${address.port}`,
    authority: authority.certificate,
    client: authority.forClient('jackfield'),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
