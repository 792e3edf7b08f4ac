/**
 * Pieces of text that one grouping key may number: 2^27. A piece's id begins with its key's, so that all
 * pieces of a key lie together; ids of keys then have 26 bits, since numbers have 53.
 */
export const piecesPerKeyMax = 2 ** 27;
