//! Opens logs: files, folders of files and standard input, compressed or not, in UTF-8 or UTF-16.
//!
//! What the bytes mean does not belong here.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use encoding_rs_io::DecodeReaderBytesBuilder;
use ignore::WalkBuilder;
use tcerr::utf16;

/// An open log.
pub(super) enum Log {
    /// A file mapped into memory.
    Mapped(memmap2::Mmap),
    /// Bytes to read in order, decompressed and in UTF-8.
    Stream(Box<dyn Read + Send>),
}

/// Replaces each folder in `paths` by the files in it, sorted by path. Folders that cannot be read
/// are passed to `fail`.
pub(super) fn list_files(paths: &[PathBuf], mut fail: impl FnMut(&Path, String)) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let walk = WalkBuilder::new(path).sort_by_file_path(Path::cmp).build();
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    files.push(entry.into_path());
                }
                Ok(_) => {}
                Err(error) => fail(path, error.to_string()),
            }
        }
    }
    files
}

/// Opens a file, decompressed if it is compressed.
pub(super) fn open_log(path: &Path) -> io::Result<Log> {
    let mut file = File::open(path)?;
    let length = file.metadata().map(|data| if data.is_file() { data.len() } else { 0 })?;
    if length == 0 {
        // Pipes and the like cannot be mapped or rewound.
        return Ok(Log::Stream(decompressed(file)?));
    }
    let mut head = Vec::new();
    (&mut file).take(MAX_HEAD_LEN as u64).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let is_plain = compression(&head).is_none() && utf16(&head).is_none();
    if is_plain
        && length >= MIN_MAPPED_LEN
        && let Some(mapping) = map_file(&file)
    {
        return Ok(Log::Mapped(mapping));
    }
    Ok(Log::Stream(decompressed(file)?))
}

/// From this length on, mapping a file is faster than reading it, in bytes.
const MIN_MAPPED_LEN: u64 = 4 << 20;

/// A file written within this time may still be written to.
const RECENTLY: Duration = Duration::from_millis(250);

/// Maps a file into memory. Returns `None` if that fails, or if the file was written recently.
///
/// If a mapped file is truncated, the system kills the process that accesses the lost part. Logs
/// are truncated while their program writes them, by rotations that copy and truncate. So a log
/// that is being written is read instead, at half the speed or less.
#[allow(unsafe_code, reason = "reading a log takes at least twice as long as mapping it")]
fn map_file(file: &File) -> Option<memmap2::Mmap> {
    let written = file.metadata().ok()?.modified().ok()?;
    written.elapsed().ok().filter(|&age| age >= RECENTLY)?;
    // SAFETY: the bytes are read only, as bytes, and no reference to them outlives the mapping.
    // The system cannot guarantee that nobody changes the file; the check above makes it unlikely.
    unsafe { memmap2::Mmap::map(file) }.ok()
}

/// Decompresses a stream if it is compressed, and converts UTF-16 to UTF-8.
pub(super) fn decompressed(stream: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    /// A compressed file may contain a compressed file. The limit stops files made to nest forever.
    const MAX_LAYERS: usize = 3;
    let mut stream: Box<dyn Read + Send> = Box::new(stream);
    for _ in 0..MAX_LAYERS {
        let (head, whole) = peek(stream)?;
        stream = match compression(&head) {
            Some(Compression::Gzip) => {
                Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(whole)))
            }
            Some(Compression::Zstd) => Box::new(ZstdReader::new(BufReader::new(whole))),
            None => {
                return Ok(match utf16(&head) {
                    Some(encoding) => Box::new(
                        DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(whole),
                    ),
                    None => Box::new(whole),
                });
            }
        };
    }
    Ok(stream)
}

/// The most bytes that are examined to detect compression or an encoding.
const MAX_HEAD_LEN: usize = 4096;

/// The bytes needed to detect compression: the length of the magic number of zstd.
const MIN_HEAD_LEN: usize = 4;

/// A stream that starts with the bytes that were read from it already.
type Peeked<R> = io::Chain<io::Cursor<Vec<u8>>, R>;

/// Reads the head of a stream. Returns the head, and a stream that starts with it.
fn peek<R: Read>(mut stream: R) -> io::Result<(Vec<u8>, Peeked<R>)> {
    let mut head = vec![0; MAX_HEAD_LEN];
    let mut length = 0;
    // Do not wait for a slow writer to fill the whole head.
    while length < MIN_HEAD_LEN {
        match stream.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    head.truncate(length);
    Ok((head.clone(), io::Cursor::new(head).chain(stream)))
}

enum Compression {
    Gzip,
    Zstd,
}

/// The compression of a stream that starts with `head`.
fn compression(head: &[u8]) -> Option<Compression> {
    if head.starts_with(&[0x1f, 0x8b]) {
        Some(Compression::Gzip)
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Some(Compression::Zstd)
    } else {
        None
    }
}

/// Decompresses all frames of a zstd stream; the decoder of ruzstd stops after one.
struct ZstdReader<R: io::BufRead> {
    /// The decoder of the current frame, which owns the source.
    decoder: Option<ruzstd::decoding::StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>,
    /// The source, between two frames.
    source: Option<R>,
}

impl<R: io::BufRead> ZstdReader<R> {
    fn new(source: R) -> Self {
        Self { decoder: None, source: Some(source) }
    }
}

impl<R: io::BufRead> Read for ZstdReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(decoder) = &mut self.decoder {
                let read = decoder.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
                self.source =
                    self.decoder.take().map(ruzstd::decoding::StreamingDecoder::into_inner);
            }
            let Some(mut source) = self.source.take() else { return Ok(0) };
            if source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let decoder =
                ruzstd::decoding::StreamingDecoder::new(source).map_err(io::Error::other)?;
            self.decoder = Some(decoder);
        }
    }
}
