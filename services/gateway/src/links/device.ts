import type { LinkDevice } from '@katrol/proto/katrol/gateway/v1/codes';

/** What kind of device a browser says that it runs on: no more than that is ever kept. */
export function deviceOf(userAgent: string): LinkDevice {
  if (/ipad|tablet|android(?!.*mobile)/i.test(userAgent)) return 'tablet';
  return /mobi|iphone|android/i.test(userAgent) ? 'phone' : 'computer';
}
