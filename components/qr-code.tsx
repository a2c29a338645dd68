import { encode } from "uqr";

/**
 * A QR code (ISO/IEC 18004) as one path: no style attribute and no image, which the content security policy would refuse.
 * Black on white whatever the colours of the page: cameras expect it so. What it says must stand beside it as text.
 */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: quietZone });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-60 max-w-full forced-color-adjust-none"
    >
      <path fill="#ffffff" d={`M0 0h${size}v${size}h-${size}z`} />
      <path fill="#000000" d={path} />
    </svg>
  );
}

/** In modules, as the standard demands. */
const quietZone = 4;
