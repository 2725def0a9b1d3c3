/** A long text as a short one of letters and digits, so that an attribute of XML can carry it. Guarantee: the same text gives the same letters. */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';

/** The text, packed: `readCarried(carriedText('model: lab'))` is `model: lab`. */
export function carriedText(text: string): string {
  const packed = deflateSync(strToU8(text), { level: 9 });
  let letters = '';
  for (let at = 0; at < packed.length; at += 1) letters += String.fromCharCode(packed[at]!);
  return btoa(letters);
}

/** The text again; undefined where it is damaged. */
export function readCarried(carried: string): string | undefined {
  try {
    return strFromU8(inflateSync(Uint8Array.from(atob(carried), (letter) => letter.charCodeAt(0))));
  } catch {
    return undefined;
  }
}
