// Unpacks what `cargo xtask build` has packed with LZMA into the one-file app: a
// quarter smaller than gzip, which is all that every browser can unpack by itself.
//
// As the LZMA specification (https://www.7-zip.org/sdk.html) says it: a range
// decoder reads bits, each with a probability that follows what has been read.
function unpackLzma(packed) {
  "use strict";
  // The header: properties, size of the dictionary (the whole output is at hand
  // here), and the size of the output, of which four bytes are enough.
  const lc = packed[0] % 9;
  const lp = Math.floor(packed[0] / 9) % 5;
  const pb = Math.floor(packed[0] / 45);
  const output = new Uint8Array(new DataView(packed.buffer).getUint32(5, true));

  let next = 14;
  let range = 0xffffffff;
  let code = 0;
  for (let i = 0; i < 4; i++) code = ((code << 8) | packed[next++]) >>> 0;

  function refill() {
    if (range >= 0x1000000) return;
    range = (range << 8) >>> 0;
    code = ((code << 8) | packed[next++]) >>> 0;
  }

  // Probabilities of a 0, in parts of 2048.
  const even = (count) => new Uint16Array(count).fill(1024);

  function bit(chances, i) {
    const bound = (range >>> 11) * chances[i];
    const read = code < bound ? 0 : 1;
    if (read) {
      range -= bound;
      code -= bound;
      chances[i] -= chances[i] >>> 5;
    } else {
      range = bound;
      chances[i] += (2048 - chances[i]) >>> 5;
    }
    refill();
    return read;
  }

  // A number of so many bits, from its highest bit on.
  function tree(chances, start, bits) {
    let node = 1;
    for (let i = 0; i < bits; i++) node = (node << 1) | bit(chances, start + node);
    return node - (1 << bits);
  }

  // The same, from its lowest bit on.
  function reversed(chances, start, bits) {
    let node = 1;
    let number = 0;
    for (let i = 0; i < bits; i++) {
      const read = bit(chances, start + node);
      node = (node << 1) | read;
      number |= read << i;
    }
    return number;
  }

  // A number whose bits are as likely 0 as 1.
  function plain(bits) {
    let number = 0;
    for (let i = 0; i < bits; i++) {
      range >>>= 1;
      const read = code < range ? 0 : 1;
      if (read) code -= range;
      number = (number << 1) | read;
      refill();
    }
    return number;
  }

  // The length of a match, less the two bytes that every match has.
  const lengths = () => ({ choice: even(2), low: even(16 << 3), mid: even(16 << 3), high: even(256) });
  function length(of, place) {
    if (!bit(of.choice, 0)) return tree(of.low, place << 3, 3);
    if (!bit(of.choice, 1)) return 8 + tree(of.mid, place << 3, 3);
    return 16 + tree(of.high, 0, 8);
  }

  const [isMatch, isLongRepeat] = [even(12 << 4), even(12 << 4)];
  const [isRepeat, isNotLast, isNotSecond, isNotThird] = [even(12), even(12), even(12), even(12)];
  const literals = even(0x300 << (lc + lp));
  const [slots, far, lowest] = [even(4 << 6), even(115), even(16)];
  const [matchLengths, repeatLengths] = [lengths(), lengths()];

  // What has been read lately, and the last four distances, each less one.
  let state = 0;
  let last = [0, 0, 0, 0];

  for (let at = 0; at < output.length; ) {
    const place = at & ((1 << pb) - 1);
    if (!bit(isMatch, (state << 4) + place)) {
      const before = at > 0 ? output[at - 1] : 0;
      const start = 0x300 * (((at & ((1 << lp) - 1)) << lc) + (before >> (8 - lc)));
      let byte = 1;
      if (state >= 7) {
        // After a match: the byte that would have followed it is not this one.
        let other = output[at - last[0] - 1];
        for (let same = true; same && byte < 0x100; other <<= 1) {
          const expected = (other >> 7) & 1;
          const read = bit(literals, start + ((1 + expected) << 8) + byte);
          byte = (byte << 1) | read;
          same = read === expected;
        }
      }
      while (byte < 0x100) byte = (byte << 1) | bit(literals, start + byte);
      output[at++] = byte;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }

    let count = 1;
    if (!bit(isRepeat, state)) {
      count = length(matchLengths, place);
      const slot = tree(slots, Math.min(count, 3) << 6, 6);
      let distance = slot;
      if (slot >= 4) {
        const bits = (slot >> 1) - 1;
        distance = (2 | (slot & 1)) << bits;
        distance +=
          slot < 14
            ? reversed(far, distance - slot, bits)
            : (plain(bits - 4) << 4) + reversed(lowest, 0, 4);
      }
      last = [distance, last[0], last[1], last[2]];
      count += 2;
      state = state < 7 ? 7 : 10;
    } else {
      let long = true;
      if (!bit(isNotLast, state)) long = bit(isLongRepeat, (state << 4) + place);
      else if (!bit(isNotSecond, state)) last = [last[1], last[0], last[2], last[3]];
      else if (!bit(isNotThird, state)) last = [last[2], last[0], last[1], last[3]];
      else last = [last[3], last[0], last[1], last[2]];
      if (long) count = 2 + length(repeatLengths, place);
      state = state < 7 ? (long ? 8 : 9) : 11;
    }
    if (last[0] >= at) throw new Error("P2P Lab's file is damaged");
    for (; count > 0 && at < output.length; count--, at++) output[at] = output[at - last[0] - 1];
  }
  return output;
}
