import { EgressRefused, endpointName } from '@jackfield/gateway-config';
import type { ProviderError } from '../providers/provider-error.ts';
import type { Exchange } from '../upstream/exchange.ts';
import type { PublicWeb } from '../upstream/public-web.ts';
import { noImageMemory } from './image-memory.ts';
import { imageType, imageTypeBytes } from './image-type.ts';
import { imageNotReadable, type ImageByUrl } from './images-by-url.ts';

/** 3.75 MB: what Bedrock and Anthropic take, which is 5 MB in base64. */
const imageBytesMax = 3_932_160;

const asDataUrl = 'Give another URL, or the image itself as a data: URL.';

export interface ImageDownloadHandler {
  arrived(dataUrl: string): void;
  failed(error: ProviderError): void;
  /** Asked before bytes are kept; `false`: there is no memory for them. */
  take(bytes: number): boolean;
}

/** One image on its way. Guarantees that `arrived` or `failed` is called once, unless it is cancelled. */
export class ImageDownload {
  readonly image: ImageByUrl;
  readonly #handler: ImageDownloadHandler;
  readonly #parts: Buffer[] = [];
  readonly #host: string;
  #bytes = 0;
  #exchange: Exchange | null = null;
  #over = false;

  constructor(image: ImageByUrl, handler: ImageDownloadHandler) {
    this.image = image;
    this.#handler = handler;
    this.#host = endpointName(image.url);
  }

  start(web: PublicWeb): void {
    const headers = {
      accept: 'image/png, image/jpeg, image/gif, image/webp',
      'accept-encoding': 'identity',
      'user-agent': 'jackfield',
    };
    this.#exchange = web.get(this.image.url, headers, {
      onConnected: () => undefined,
      onHead: (status, answered) => this.#takeHead(status, answered),
      onData: (bytes) => this.#takeData(bytes),
      onEnd: () => this.#takeEnd(),
      onFailed: (error) => this.#takeFailure(error),
    });
    // It may have failed before `get` returned.
    if (this.#over) this.#exchange.abort();
  }

  /** Closes its socket; nothing is called back afterwards. */
  cancel(): void {
    this.#over = true;
    this.#exchange?.abort();
  }

  /** What the caller is told when nobody waits any longer. */
  lateAfter(ms: number): ProviderError {
    return this.#notReadable(`It did not arrive from ${this.#host} within ${ms} ms. ${asDataUrl}`);
  }

  #takeHead(status: number, headers: Record<string, string | string[] | undefined>): void {
    const encoding = headers['content-encoding'] ?? 'identity';
    if (status >= 300 && status <= 399) {
      this.#fail(
        `${this.#host} answered with a redirect (${status}), and none is followed. Give the URL that it leads to.`,
      );
    } else if (status !== 200) {
      this.#fail(`${this.#host} answered ${status}. ${asDataUrl}`);
    } else if (encoding !== 'identity') {
      this.#fail(`${this.#host} compressed its answer although it was asked not to. ${asDataUrl}`);
    } else if (Number(headers['content-length']) > imageBytesMax) this.#failAsTooLarge();
  }

  #takeData(bytes: Buffer): void {
    if (this.#over) return;
    if (!this.#handler.take(bytes.length)) {
      this.cancel();
      this.#handler.failed(noImageMemory());
      return;
    }
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes > imageBytesMax) this.#failAsTooLarge();
    // What is no image is not downloaded to its end.
    else if (this.#bytes >= imageTypeBytes && this.#bytes - bytes.length < imageTypeBytes) {
      this.#typed(Buffer.concat(this.#parts));
    }
  }

  #takeEnd(): void {
    if (this.#over) return;
    const bytes = Buffer.concat(this.#parts);
    const type = this.#typed(bytes);
    if (type === null) return;
    this.#over = true;
    this.#handler.arrived(`data:${type};base64,${bytes.toString('base64')}`);
  }

  #takeFailure(error: Error): void {
    if (error instanceof EgressRefused) {
      this.#fail(
        `${this.#host} is no public address, and images are fetched from no other. Give the image itself as a data: URL, or ask the operator of Jackfield to allow this host and port (JACKFIELD_ALLOW_IMAGE_ENDPOINTS).`,
        error,
      );
    } else this.#fail(`It could not be fetched from ${this.#host}. ${asDataUrl}`, error);
  }

  #typed(bytes: Buffer): string | null {
    const type = imageType(bytes);
    if (type === null) {
      this.#fail(
        `What ${this.#host} sent is no PNG, JPEG, GIF or WebP. Give the URL of the image file itself, or the image as a data: URL.`,
      );
    }
    return type;
  }

  #failAsTooLarge(): void {
    this.#fail('It is larger than 3.75 MB, the most that is fetched. Make it smaller.');
  }

  #fail(why: string, cause?: unknown): void {
    if (this.#over) return;
    this.cancel();
    this.#handler.failed(this.#notReadable(why, cause));
  }

  #notReadable(why: string, cause?: unknown): ProviderError {
    return imageNotReadable(this.image.param, why, cause);
  }
}
