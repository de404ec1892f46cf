package io.efficientnet.classifier.image;

import java.nio.charset.StandardCharsets;

import javax.imageio.IIOException;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * The structure of a JPEG file: what its frame header says, how many scans follow, and
 * the file again without metadata. ImageIO never sees profiles, Adobe or JFIF markers, by
 * which it would choose other colours than libjpeg.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex B</a>
 */
final class JpegFile {

	private static final int SOI = 0xd8;

	private static final int EOI = 0xd9;

	private static final int SOS = 0xda;

	private static final int SOF2 = 0xc2;

	private static final int SOF10 = 0xca;

	private static final int RST0 = 0xd0;

	private static final int RST7 = 0xd7;

	private static final int TEM = 0x01;

	private static final int APP0 = 0xe0;

	private static final int APP1 = 0xe1;

	private static final int APP14 = 0xee;

	private static final int APP15 = 0xef;

	private static final int COM = 0xfe;

	// encoders write about ten scans, and standard scripts none over twenty
	private static final int SCANS_AT_LIMIT = 20;

	private static final int MOST_SCANS = 100;

	private static final int BLOCK_SIDE = 8;

	// 16 bits of each coefficient
	private static final int BLOCK_BYTES = 2 * BLOCK_SIDE * BLOCK_SIDE;

	private static final byte[] XMP = "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.US_ASCII);

	private final byte[] encoded;

	private final byte[] essence;

	private int essenceLength;

	private int position = 2;

	private int width;

	private int height;

	private int scans;

	private int components;

	// of all components, in a unit as T.81 A.2.3 defines it for interleaved scans
	private int blocksPerUnit;

	private long units;

	private boolean isProgressive;

	private boolean isScannedInParts;

	private final JpegColours.Evidence evidence = new JpegColours.Evidence();

	private final Metadata metadata = new Metadata();

	private JpegFile(byte[] encoded) {
		this.encoded = encoded;
		this.essence = new byte[encoded.length];
		append(0, 2);
	}

	/**
	 * Walks over all segments to the end marker.
	 * @param encoded the whole file
	 * @return its structure
	 * @throws IIOException if the file ends before its end marker or has no picture
	 */
	static JpegFile parse(byte[] encoded) throws IIOException {
		JpegFile file = new JpegFile(encoded);
		int marker = file.nextMarker();
		while (marker != EOI) {
			if (marker == SOI) {
				throw new IIOException("A picture within a picture");
			}
			file.readSegment(marker);
			marker = file.nextMarker();
		}
		if (file.scans == 0) {
			throw new IIOException("No scan");
		}
		file.append(file.position - 2, 2);
		return file;
	}

	int width() {
		return this.width;
	}

	int height() {
		return this.height;
	}

	/**
	 * Refuses a small file that costs much: every scan of a progressive picture visits
	 * all of it again.
	 * @param limit for a single visit
	 */
	void checkWork(PixelLimit limit) {
		if (this.scans > MOST_SCANS || (long) this.width * this.height * this.scans > limit.pixels() * SCANS_AT_LIMIT) {
			throw new ServiceException(FailureKind.UNDECODABLE_IMAGE,
					"The JPEG image has " + this.scans + " scans, more than are read for its size");
		}
	}

	int components() {
		return this.components;
	}

	/**
	 * What libjpeg holds beside the heap until the last scan, if one does not hold all.
	 */
	long coefficientBytes() {
		return (this.isProgressive || this.isScannedInParts || this.scans > 1)
				? this.units * this.blocksPerUnit * BLOCK_BYTES : 0;
	}

	JpegColours colours() throws IIOException {
		return this.evidence.colours();
	}

	Metadata metadata() {
		return this.metadata;
	}

	/** The file without application data and comments. */
	byte[] essence() {
		return this.essence;
	}

	int essenceLength() {
		return this.essenceLength;
	}

	/** Moves behind the next marker, past stray and fill bytes, as libjpeg does. */
	private int nextMarker() throws IIOException {
		int marker = 0;
		while (marker == 0 || marker == 0xff) {
			int b = unsignedByte(this.position++);
			marker = (b == 0xff) ? unsignedByte(this.position) : 0;
		}
		this.position++;
		return marker;
	}

	private void readSegment(int marker) throws IIOException {
		if (marker == TEM || (marker >= RST0 && marker <= RST7)) {
			return;
		}
		int start = this.position;
		int end = start + unsignedShort(start);
		if (end < start + 2 || end > this.encoded.length) {
			throw new IIOException("A segment of an impossible length");
		}
		this.position = end;
		boolean isMetadata = (marker >= APP0 && marker <= APP15) || marker == COM;
		if (marker == APP0) {
			this.evidence.readJfif(this.encoded, start + 2, end);
		}
		else if (marker == APP1) {
			readMetadata(start + 2, end);
		}
		else if (marker == APP14) {
			this.evidence.readAdobe(this.encoded, start + 2, end);
		}
		else if (isFrame(marker) && this.width == 0) {
			this.isProgressive = marker == SOF2 || marker == SOF10;
			readFrame(start + 2, end);
		}
		else if (marker == SOS) {
			this.scans++;
			this.isScannedInParts |= unsignedByte(start + 2) < this.components;
			skipEntropyCodedData();
		}
		if (!isMetadata) {
			append(start - 2, this.position - start + 2);
		}
	}

	private void readMetadata(int start, int end) {
		if (Metadata.isExif(this.encoded, start, end)) {
			this.metadata.addExif(this.encoded, start, end);
		}
		else if (Metadata.startsWith(this.encoded, start, end, XMP)) {
			this.metadata.addXmp(this.encoded, start, end);
		}
	}

	private static boolean isFrame(int marker) {
		return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
	}

	private void readFrame(int start, int end) throws IIOException {
		this.height = unsignedShort(start + 1);
		this.width = unsignedShort(start + 3);
		this.components = unsignedByte(start + 5);
		if (end - start < 6 + 3 * this.components) {
			throw new IIOException("A frame header cut short");
		}
		this.evidence.readComponents(this.encoded, start + 6, this.components);
		readSampling(start + 7);
	}

	private void readSampling(int start) throws IIOException {
		int horizontal = 1;
		int vertical = 1;
		for (int i = 0; i < this.components; i++) {
			int factors = unsignedByte(start + 3 * i);
			horizontal = Math.max(horizontal, factors >> 4);
			vertical = Math.max(vertical, factors & 0xf);
			this.blocksPerUnit += (factors >> 4) * (factors & 0xf);
		}
		this.units = (long) Math.ceilDiv(this.width, BLOCK_SIDE * horizontal)
				* Math.ceilDiv(this.height, BLOCK_SIDE * vertical);
	}

	private void skipEntropyCodedData() throws IIOException {
		int i = this.position;
		int last = this.encoded.length - 1;
		while (i < last) {
			if (this.encoded[i] != (byte) 0xff) {
				i++;
				continue;
			}
			int next = this.encoded[i + 1] & 0xff;
			if (next != 0 && next != 0xff && (next < RST0 || next > RST7)) {
				this.position = i;
				return;
			}
			i += (next == 0xff) ? 1 : 2;
		}
		throw new IIOException("The file ends within a scan");
	}

	private void append(int from, int length) {
		System.arraycopy(this.encoded, from, this.essence, this.essenceLength, length);
		this.essenceLength += length;
	}

	private int unsignedShort(int index) throws IIOException {
		return unsignedByte(index) << 8 | unsignedByte(index + 1);
	}

	private int unsignedByte(int index) throws IIOException {
		if (index >= this.encoded.length) {
			throw new IIOException("The file ends within a segment");
		}
		return this.encoded[index] & 0xff;
	}

}
