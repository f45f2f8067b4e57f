import java.lang.reflect.Field;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local as a process of a test: prints "READY http://127.0.0.1:PORT" and ends with its standard input. Its
 * arguments are the port, and options of DynamoDB Local's own.
 */
public class Main {
  public static void main(String[] arguments) throws Exception {
    String[] options = new String[arguments.length + 2];
    options[0] = "-disableTelemetry";
    options[1] = "-port";
    System.arraycopy(arguments, 0, options, 2, arguments.length);
    DynamoDBProxyServer server = ServerRunner.createServerFromCommandLineArgs(options);
    listenOnLoopback(server);
    server.start();
    System.out.println("READY http://127.0.0.1:" + arguments[0]);
    while (System.in.read() >= 0) {}
    server.stop();
    System.exit(0);
  }

  /** It has no option for the address, and listens on every one by itself. */
  private static void listenOnLoopback(DynamoDBProxyServer server) throws Exception {
    Field field = DynamoDBProxyServer.class.getDeclaredField("server");
    field.setAccessible(true);
    for (Connector connector : ((Server) field.get(server)).getConnectors()) {
      ((ServerConnector) connector).setHost("127.0.0.1");
    }
  }
}
