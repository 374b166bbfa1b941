export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 20 20" aria-hidden="true">
      <rect width="20" height="20" rx="5" />
      <path d="M6.5 5v9h5" />
      <rect className="spark" x="11.5" y="5" width="3" height="3" rx=".6" />
    </svg>
  );
}
