/**
 * A long text as a short one of letters and digits, so that an attribute of XML can carry it. Guarantee: the same text
 * gives the same letters; what somebody else wrote there grows no further than the text of a model can.
 */
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';

/** The text, compressed: `decompressText(compressText('model: lab'))` is `model: lab`. */
export function compressText(text: string): string {
  const packed = deflateSync(strToU8(text), { level: 9 });
  let letters = '';
  for (let at = 0; at < packed.length; at += 1) letters += String.fromCharCode(packed[at]!);
  return btoa(letters);
}

/** A model includes a hundred others at most, each of whose files has a megabyte at most. */
const bytesMost = 256 * 1024 ** 2;
/** Packed bytes that are inflated at once: they grow to 33 MB at the very most. */
const step = 32_768;

/** The text again; undefined where it is damaged, or longer than any model. */
export function decompressText(carried: string): string | undefined {
  try {
    const packed = Uint8Array.from(atob(carried), (letter) => letter.charCodeAt(0));
    const pieces: Uint8Array[] = [];
    let length = 0;
    let isWhole = false;
    const inflate = new Inflate((piece, isLast) => {
      pieces.push(piece);
      length += piece.length;
      isWhole = isLast;
    });
    for (let at = 0; at < packed.length && length <= bytesMost; at += step)
      inflate.push(packed.subarray(at, at + step), at + step >= packed.length);
    return isWhole && length <= bytesMost ? strFromU8(joined(pieces, length)) : undefined;
  } catch {
    return undefined;
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
