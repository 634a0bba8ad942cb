// Exits 0 when the program in this container lives, or with `/readyz` when it may take traffic; for an
// image without curl.
import { get } from 'node:http';

const [, , path = '/healthz'] = process.argv;
const port = Number(process.env.JACKFIELD_PORT) || 4100;
const request = get({ host: '127.0.0.1', port, path, timeout: 4_000 }, ({ statusCode }) =>
  process.exit(statusCode === 200 ? 0 : 1),
);
request.on('timeout', () => request.destroy());
request.on('error', () => process.exit(1));
