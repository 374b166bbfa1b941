/** A chosen file as it travels in JSON: the service finds its encoding. */
export async function base64Of(file: File) {
  const all = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < all.length; at += 0x8000)
    text += String.fromCharCode(...all.subarray(at, at + 0x8000));
  return btoa(text);
}
